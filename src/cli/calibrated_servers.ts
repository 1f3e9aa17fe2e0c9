import { measureContentCosts } from "../adapters/live/content_costs.ts";
import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { measuredCalibration } from "../runner/measured_calibration.ts";
import { otherRequests } from "./calibrated_here.ts";
import type { CommandContext } from "./command_context.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { watchedRun } from "./watched_run.ts";

/** Hardly anybody waits for anybody. */
const LOW_LOAD = { rateRps: 60, durationMs: 10_000 };

/**
 * Calibrates what a design with clients asks of its servers (queries, the shared store) and its codecs, on another scenario at low load.
 * What a request costs the server's thread is left as it is: its clients see so much of the network and so little of the thread that
 * their latencies do not tell it.
 *
 * @returns undefined when it was interrupted
 */
export async function calibratedServers(
  options: LiveRunOptions,
  context: CommandContext,
): Promise<Calibration | undefined> {
  const other = await otherRequests(options);
  context.terminal.tell(`${options.name}: calibrating its servers on ${other.scenarioName} at low load`);
  const low = await watchedRun({ ...other, settings: { ...LOW_LOAD, recording: undefined } }, context);
  if (low.interrupted) return undefined;
  const run = { record: low.record, threadMs: undefined };
  const runs = { slow: run, fast: run, busy: run, workSpread: 3 };
  const measured = measuredCalibration(embedded, await measureContentCosts(), runs);
  const { thread: _, ...servers } = measured;
  return { ...servers, application: embedded.application };
}
