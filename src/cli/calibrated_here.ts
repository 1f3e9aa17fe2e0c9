import { measureContentCosts } from "../adapters/live/content_costs.ts";
import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { measuredCalibration, withOverhead, WORK_SPREADS } from "../runner/measured_calibration.ts";
import type { RunRecord } from "../runner/recorder.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { mergedOf } from "../runner/summaries.ts";
import { simulateRun } from "../runner/simulated_run.ts";
import type { CommandContext } from "./command_context.ts";
import type { LiveRunOptions } from "./live_run.ts";
import type { MachineUse } from "./machine_watch.ts";
import { namedScenario } from "./named_parts.ts";
import { watchedRun } from "./watched_run.ts";

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

const USUAL_EFFORT: CalibrationEffort = {
  warmUp: { rateRps: 150, durationMs: 8000 },
  slow: { rateRps: 20, durationMs: 15_000 },
  fast: { rateRps: 100, durationMs: 7000 },
  busy: { rateRps: 250, durationMs: 5000 },
};
/** How often the low-load run is simulated, the way to the thread and back corrected between. */
const CORRECTIONS = 4;
/** Of other requests than the verified ones. */
const LOW_SEED = 7919;

/**
 * Calibrates on another scenario and other seeds than the options', at two low loads and a middling one, unless they bring a calibration.
 *
 * @returns undefined when it was interrupted.
 */
export async function calibratedHere(
  options: LiveRunOptions,
  context: CommandContext,
  { warmUp, slow: slowLoad, fast: fastLoad, busy: busyLoad }: CalibrationEffort = USUAL_EFFORT,
): Promise<Calibration | undefined> {
  if (options.calibration !== undefined) return options.calibration;
  const other = await namedScenario(options.scenarioName === "steady" ? "cold-start" : "steady");
  context.terminal.tell(`${options.name}: calibrating on ${other.name} at low load`);
  const at = (load: Load): LiveRunOptions => ({
    ...options,
    scenarioName: other.name,
    scenario: other.scenario,
    seed: options.seed + LOW_SEED,
    settings: { ...load, recording: undefined },
  });
  if ((await watchedRun(at(warmUp), context)).interrupted) return undefined;
  const costs = await measureContentCosts();
  const slow = await watchedRun(at(slowLoad), context);
  if (slow.interrupted) return undefined;
  const fast = await watchedRun(at(fastLoad), context);
  if (fast.interrupted) return undefined;
  const busy = await watchedRun(at(busyLoad), context);
  if (busy.interrupted) return undefined;
  const lowLoad = ({ record, machine }: { record: RunRecord; machine: MachineUse }) => ({
    record,
    threadMs: machine.threadMs,
  });
  const candidates = WORK_SPREADS.map((workSpread) => {
    const runs = { slow: lowLoad(slow), fast: lowLoad(fast), busy: lowLoad(busy), workSpread };
    const first = measuredCalibration(embedded, costs, runs);
    return corrected(first, at(fastLoad), fast.record);
  });
  return candidates.reduce((best, one) => one.missMs < best.missMs ? one : best).calibration;
}

/** Simulates the low-load run itself until its median is the measured one; says by how much its p95 is still off. */
function corrected(
  first: Calibration,
  options: LiveRunOptions,
  live: RunRecord,
): { calibration: Calibration; missMs: number } {
  const { config, seed } = options;
  const schedule = scheduleOf(options.scenario, seed, options.settings);
  const windowMs = windowMsOf(schedule.durationMs);
  const measured = mergedOf([live.latency]);
  let calibration = first;
  let missMs = Infinity;
  for (let turn = 0; turn < CORRECTIONS; turn++) {
    const simulated = mergedOf([simulateRun({ config, schedule, seed, calibration, windowMs }).latency]);
    missMs = Math.abs(simulated.quantile(0.95) - measured.quantile(0.95));
    const median = { simulatedMs: simulated.quantile(0.5), liveMs: measured.quantile(0.5) };
    if (turn < CORRECTIONS - 1) calibration = withOverhead(calibration, median);
  }
  return { calibration, missMs };
}
