import { measureContentCosts } from "../adapters/live/content_costs.ts";
import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { fittedCalibration } from "../runner/fitted_calibration.ts";
import { simulateInTurns } from "../runner/own_time.ts";
import { type CountedRun, pooledRuns } from "../runner/pooled_runs.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import type { CommandContext } from "./command_context.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { whyStarved } from "./machine_watch.ts";
import { namedScenario } from "./named_parts.ts";
import type { RunInTurns } from "./runs_in_turns.ts";
import { watchedRun } from "./watched_run.ts";

/** A calibration's loads: requests a second, and for how long in all. */
export interface CalibrationEffort {
  /** Until the code is compiled and warm: requests that nobody counts. */
  readonly warmUp: Load;
  /** Two low loads: hardly anybody waits for anybody, and how long the thread idles differs. */
  readonly slow: Load;
  readonly fast: Load;
  /** A load that keeps the thread at work: what a request costs it then. */
  readonly busy: Load;
  /** Runs during which the machine was busy with other things are done again; so often in all. */
  readonly tries: number;
}

interface Load {
  readonly rateRps: number;
  readonly durationMs: number;
}

/** The two whose tails are fitted have requests enough for a 99th percentile: 4,000 and 6,000. */
const USUAL_EFFORT: CalibrationEffort = {
  warmUp: { rateRps: 150, durationMs: 8000 },
  slow: { rateRps: 20, durationMs: 16_000 },
  fast: { rateRps: 100, durationMs: 40_000 },
  busy: { rateRps: 250, durationMs: 24_000 },
  tries: 2,
};
const LOADS = ["slow", "fast", "busy"] as const;
/** Of other requests than the verified ones. */
const LOW_SEED = 7919;

/** A calibration, and why latencies cannot be predicted with it; undefined when they can. */
export interface CalibratedHere {
  readonly calibration: Calibration;
  readonly whyNoLatency: string | undefined;
}

/** Calibrates on runs beside those that are verified. */
export interface Calibrator {
  /** To be run each time. */
  readonly loads: readonly LiveRunOptions[];
  /** How often in all, when the machine was busy meanwhile. */
  readonly tries: number;
  /** Takes what the loads gave, in their order. */
  take(runs: readonly RunInTurns[]): void;
  calibrated(): CalibratedHere;
}

/** Of a calibration that is there. */
export function givenCalibration(calibration: Calibration): Calibrator {
  const calibrated = { calibration, whyNoLatency: undefined };
  return { loads: [], tries: 1, take: () => {}, calibrated: () => calibrated };
}

/**
 * Calibrates on another scenario and other seeds than the options', at two low loads and a middling one.
 *
 * @param rounds How often the loads are run; each time a part of the effort.
 * @returns undefined when it was interrupted.
 */
export async function calibratorFor(
  options: LiveRunOptions,
  context: CommandContext,
  { rounds, effort = USUAL_EFFORT }: { readonly rounds: number; readonly effort?: CalibrationEffort | undefined },
): Promise<Calibrator | undefined> {
  const other = await otherRequests(options);
  const at = ({ rateRps, durationMs }: Load): LiveRunOptions => ({
    ...other,
    settings: { rateRps, durationMs: durationMs / rounds, recording: undefined },
  });
  context.terminal.tell(`${options.name}: calibrating on ${other.scenarioName}`);
  const { interrupted } = await watchedRun({ ...other, settings: { ...effort.warmUp, recording: undefined } }, context);
  if (interrupted) return undefined;
  const costs = await measureContentCosts();
  const taken: (readonly RunInTurns[])[] = [];
  return {
    loads: LOADS.map((load) => at(effort[load])),
    tries: effort.tries,
    take: (runs) => void taken.push(runs),
    calibrated: () => {
      const of = (load: (typeof LOADS)[number]) => taken.map((runs) => runs[LOADS.indexOf(load)]!);
      const calibration = fittedCalibration(embedded, costs, {
        runs: { slow: counted(of("slow")), fast: counted(of("fast")), busy: counted(of("busy")) },
        simulate: (calibration, load) => {
          const { config, scenario, seed, settings } = at(effort[load]);
          const schedule = scheduleOf(scenario, seed, settings);
          const windowMs = windowMsOf(schedule.durationMs);
          return simulateInTurns({ config, schedule, seed, calibration, windowMs }, of(load)[0]!.turns);
        },
      });
      const why = taken.flat().map(({ machine }) => whyStarved(machine)).find((one) => one !== undefined);
      return { calibration, whyNoLatency: why && `while it calibrated, ${why}` };
    },
  };
}

/** What is calibrated on: another scenario and other seeds than what is verified. */
export async function otherRequests(options: LiveRunOptions): Promise<LiveRunOptions> {
  const { name, scenario } = await namedScenario(options.scenarioName === "steady" ? "cold-start" : "steady");
  return { ...options, scenarioName: name, scenario, seed: options.seed + LOW_SEED };
}

/** A thread that waits for a processor in the middle of its work is as much in the way of others as one that runs. */
function counted(runs: readonly RunInTurns[]): CountedRun {
  return pooledRuns(
    runs.map(({ record, machine: { threadMs, delayed = 0 } }) => ({
      record,
      threadMs: threadMs === undefined ? undefined : threadMs / (1 - delayed),
    })),
  );
}
