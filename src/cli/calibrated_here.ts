import { measureContentCosts } from "../adapters/live/content_costs.ts";
import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { fittedCalibration } from "../runner/fitted_calibration.ts";
import type { CountedRun } from "../runner/measured_calibration.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { simulateRun } from "../runner/simulated_run.ts";
import type { CommandContext } from "./command_context.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { whyStarved } from "./machine_watch.ts";
import { namedScenario } from "./named_parts.ts";
import { type WatchedRun, watchedRun } from "./watched_run.ts";

/** A calibration's loads: requests a second, and for how long. */
export interface CalibrationEffort {
  /** Until the code is compiled and warm: requests that nobody counts. */
  readonly warmUp: Load;
  /** Two low loads: hardly anybody waits for anybody, and how long the thread idles differs. */
  readonly slow: Load;
  readonly fast: Load;
  /** A load that keeps the thread at work: what a request costs it then. */
  readonly busy: Load;
}

interface Load {
  readonly rateRps: number;
  readonly durationMs: number;
}

/** The two whose tails are fitted have requests enough for a 99th percentile. */
const USUAL_EFFORT: CalibrationEffort = {
  warmUp: { rateRps: 150, durationMs: 8000 },
  slow: { rateRps: 20, durationMs: 15_000 },
  fast: { rateRps: 100, durationMs: 20_000 },
  busy: { rateRps: 250, durationMs: 12_000 },
};
/** Of other requests than the verified ones. */
const LOW_SEED = 7919;
/** A run in which the machine was busy with other things is done again so often. */
const MOST_TRIES = 3;

/** A calibration, and why latencies cannot be predicted with it; undefined when they can. */
export interface CalibratedHere {
  readonly calibration: Calibration;
  readonly whyNoLatency: string | undefined;
}

/**
 * Calibrates on another scenario and other seeds than the options', at two low loads and a middling one, unless they bring a calibration.
 *
 * @returns undefined when it was interrupted.
 */
export async function calibratedHere(
  options: LiveRunOptions,
  context: CommandContext,
  effort: CalibrationEffort = USUAL_EFFORT,
): Promise<CalibratedHere | undefined> {
  if (options.calibration !== undefined) return { calibration: options.calibration, whyNoLatency: undefined };
  const other = await namedScenario(options.scenarioName === "steady" ? "cold-start" : "steady");
  context.terminal.tell(`${options.name}: calibrating on ${other.name}`);
  const at = (load: Load): LiveRunOptions => ({
    ...options,
    scenarioName: other.name,
    scenario: other.scenario,
    seed: options.seed + LOW_SEED,
    settings: { ...load, recording: undefined },
  });
  if ((await watchedRun(at(effort.warmUp), context)).interrupted) return undefined;
  const costs = await measureContentCosts();
  const runs: WatchedRun[] = [];
  for (const load of [effort.slow, effort.fast, effort.busy]) {
    const run = await leftAlone(at(load), context);
    if (run.interrupted) return undefined;
    runs.push(run);
  }
  const [slow, fast, busy] = runs.map(countedRun) as [CountedRun, CountedRun, CountedRun];
  const calibration = fittedCalibration(embedded, costs, {
    runs: { slow, fast, busy },
    simulate: (calibration, run) => {
      const { config, scenario, seed, settings } = at(effort[run]);
      const schedule = scheduleOf(scenario, seed, settings);
      return simulateRun({ config, schedule, seed, calibration, windowMs: windowMsOf(schedule.durationMs) });
    },
  });
  const why = runs.map(({ machine }) => whyStarved(machine)).find((one) => one !== undefined);
  return { calibration, whyNoLatency: why && `while it calibrated, ${why}` };
}

/** Done again when the machine was busy; the last try is taken as it is. */
async function leftAlone(options: LiveRunOptions, context: CommandContext): Promise<WatchedRun> {
  for (let tries = 1;; tries++) {
    const run = await watchedRun(options, context);
    const why = whyStarved(run.machine);
    if (run.interrupted || why === undefined || tries === MOST_TRIES) return run;
    context.terminal.tell(`${options.name}: calibrating again, ${why}`);
  }
}

/** A thread that waits for a processor in the middle of its work is as much in the way of others as one that runs. */
function countedRun({ record, machine: { threadMs, delayed = 0 } }: WatchedRun): CountedRun {
  return { record, threadMs: threadMs === undefined ? undefined : threadMs / (1 - delayed) };
}
