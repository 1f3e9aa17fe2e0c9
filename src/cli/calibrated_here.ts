import { measureContentCosts } from "../adapters/live/content_costs.ts";
import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { fittedCalibration } from "../runner/fitted_calibration.ts";
import { type CountedRun, pooledRuns } from "../runner/pooled_runs.ts";
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
  /** A run in which the machine was busy with other things is done again; so often in all. */
  readonly tries: number;
}

interface Load {
  readonly rateRps: number;
  readonly durationMs: number;
}

/** The two whose tails are fitted have requests enough for a 99th percentile: 2,000 and 3,000 each time. */
const USUAL_EFFORT: CalibrationEffort = {
  warmUp: { rateRps: 150, durationMs: 8000 },
  slow: { rateRps: 20, durationMs: 15_000 },
  fast: { rateRps: 100, durationMs: 20_000 },
  busy: { rateRps: 250, durationMs: 12_000 },
  tries: 3,
};
/** Of other requests than the verified ones. */
const LOW_SEED = 7919;

/** A calibration, and why latencies cannot be predicted with it; undefined when they can. */
export interface CalibratedHere {
  readonly calibration: Calibration;
  readonly whyNoLatency: string | undefined;
}

/** Has counted once; counts again and fits. @returns undefined when it was interrupted. */
export type FinishCalibration = () => Promise<CalibratedHere | undefined>;

/**
 * Calibrates on another scenario and other seeds than the options', at two low loads and a middling one, unless they bring a calibration.
 * The runs whose tails are fitted come twice, before and after what is verified: the machine is not the same at all times.
 *
 * @returns undefined when it was interrupted.
 */
export async function beginCalibration(
  options: LiveRunOptions,
  context: CommandContext,
  effort: CalibrationEffort = USUAL_EFFORT,
): Promise<FinishCalibration | undefined> {
  const { calibration: given } = options;
  if (given !== undefined) return () => Promise.resolve({ calibration: given, whyNoLatency: undefined });
  const other = await otherRequests(options);
  const at = (load: Load): LiveRunOptions => ({ ...other, settings: { ...load, recording: undefined } });
  const runs = { slow: [] as WatchedRun[], fast: [] as WatchedRun[], busy: [] as WatchedRun[] };
  const count = async (loads: readonly (keyof typeof runs)[]): Promise<boolean> => {
    context.terminal.tell(`${options.name}: calibrating on ${other.scenarioName}`);
    for (const load of loads) {
      const run = await leftAlone(at(effort[load]), context, effort.tries);
      if (run.interrupted) return false;
      runs[load].push(run);
    }
    return true;
  };
  if ((await watchedRun(at(effort.warmUp), context)).interrupted) return undefined;
  const costs = await measureContentCosts();
  if (!(await count(["slow", "fast", "busy"]))) return undefined;
  return async () => {
    if (!(await count(["fast", "busy"]))) return undefined;
    const calibration = fittedCalibration(embedded, costs, {
      runs: { slow: counted(runs.slow), fast: counted(runs.fast), busy: counted(runs.busy) },
      simulate: (calibration, run) => {
        const { config, scenario, seed, settings } = at(effort[run]);
        const schedule = scheduleOf(scenario, seed, settings);
        return simulateRun({ config, schedule, seed, calibration, windowMs: windowMsOf(schedule.durationMs) });
      },
    });
    const all = [...runs.slow, ...runs.fast, ...runs.busy];
    const why = all.map(({ machine }) => whyStarved(machine)).find((one) => one !== undefined);
    return { calibration, whyNoLatency: why && `while it calibrated, ${why}` };
  };
}

/** What is calibrated on: another scenario and other seeds than what is verified. */
export async function otherRequests(options: LiveRunOptions): Promise<LiveRunOptions> {
  const { name, scenario } = await namedScenario(options.scenarioName === "steady" ? "cold-start" : "steady");
  return { ...options, scenarioName: name, scenario, seed: options.seed + LOW_SEED };
}

/** Done again when the machine was busy; the last try is taken as it is. */
async function leftAlone(options: LiveRunOptions, context: CommandContext, most: number): Promise<WatchedRun> {
  for (let tries = 1;; tries++) {
    const run = await watchedRun(options, context);
    const why = whyStarved(run.machine);
    if (run.interrupted || why === undefined || tries === most) return run;
    context.terminal.tell(`${options.name}: calibrating again, ${why}`);
  }
}

/** A thread that waits for a processor in the middle of its work is as much in the way of others as one that runs. */
function counted(runs: readonly WatchedRun[]): CountedRun {
  return pooledRuns(
    runs.map(({ record, machine: { threadMs, delayed = 0 } }) => ({
      record,
      threadMs: threadMs === undefined ? undefined : threadMs / (1 - delayed),
    })),
  );
}
