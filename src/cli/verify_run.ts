import { measureContentCosts } from "../adapters/live/content_costs.ts";
import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { comparisonOf, type RunPart } from "../runner/compare.ts";
import { refuseDatabaseAlone } from "../runner/database_run.ts";
import { designResult } from "../runner/design_result.ts";
import { measuredCalibration, withOverhead, WORK_SPREADS } from "../runner/measured_calibration.ts";
import { predictionsOf, rankingOf, type Verified } from "../runner/predictions.ts";
import type { RunRecord } from "../runner/recorder.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { mergedOf } from "../runner/summaries.ts";
import { simulateRun } from "../runner/simulated_run.ts";
import type { CommandContext } from "./command_context.ts";
import { type LiveRunOptions, measure } from "./live_run.ts";
import { type MachineUse, watchMachine, whyStarved } from "./machine_watch.ts";
import { namedScenario } from "./named_parts.ts";

/** A calibration's loads: requests a second, and for how long. */
export interface CalibrationEffort {
  /** Until the code is compiled and warm: requests that nobody counts. */
  readonly warmUp: Load;
  /** Two low loads: hardly anybody waits for anybody, and how long the thread idles differs. */
  readonly slow: Load;
  readonly fast: Load;
}

interface Load {
  readonly rateRps: number;
  readonly durationMs: number;
}

const USUAL_EFFORT: CalibrationEffort = {
  warmUp: { rateRps: 150, durationMs: 8000 },
  slow: { rateRps: 20, durationMs: 15_000 },
  fast: { rateRps: 100, durationMs: 7000 },
};
/** How often the low-load run is simulated, the way to the thread and back corrected between. */
const CORRECTIONS = 4;
/** Of other requests than the verified ones. */
const LOW_SEED = 7919;

/** A verified run of one or more designs. */
export interface Verification {
  readonly part: RunPart;
  readonly interrupted: boolean;
  readonly machine: readonly ({ readonly design: string } & MachineUse)[];
}

/**
 * Calibrates each design on another scenario at low load, then runs the same requests in both worlds and compares.
 *
 * @param designs All under the same scenario, seed and rate.
 */
export async function verifyRun(
  designs: readonly LiveRunOptions[],
  context: CommandContext,
  effort = USUAL_EFFORT,
): Promise<Verification> {
  for (const { scenario, seed, settings } of designs) refuseDatabaseAlone(scheduleOf(scenario, seed, settings));
  const machine: ({ design: string } & MachineUse)[] = [];
  const parts: RunPart[] = [];
  const verified: Verified[] = [];
  for (const options of designs) {
    const outcome = await verifyOne(options, context, effort);
    if (outcome === undefined) break;
    parts.push(outcome.part);
    machine.push({ design: options.name, ...outcome.machine });
    if (outcome.interrupted) break;
    verified.push(outcome.verified);
  }
  if (parts.length === 0) return { part: emptyPart(designs[0]!), interrupted: true, machine };
  const isComplete = verified.length === designs.length;
  const whyNoLatency = machine.map(whyStarved).find((why) => why !== undefined);
  const [first] = parts;
  const part: RunPart = {
    ...first!,
    warnings: [...new Set(parts.flatMap((one) => one.warnings)), ...machine.map(useText)],
    designs: parts.flatMap((one) => one.designs),
    comparisons: [],
    predictions: isComplete
      ? [...parts.flatMap((one) => one.predictions), ...rankingOf(verified, { whyNoLatency })]
      : [],
  };
  return { part, interrupted: !isComplete, machine };
}

async function verifyOne(options: LiveRunOptions, context: CommandContext, effort: CalibrationEffort) {
  const calibration = await calibrated(options, context, effort);
  if (calibration === undefined) return undefined;
  const { name, config, seed, scenario, scenarioName, settings } = options;
  const schedule = scheduleOf(scenario, seed, settings);
  const run = await watched(options, context);
  const part = partOf(options, { records: new Map([[name, [{ seed, record: run.record }]]]), calibration });
  const { machine, interrupted } = run;
  if (interrupted) return { part, machine, interrupted, verified: undefined as never };
  context.terminal.tell(`${name}: simulating the same requests of ${scenarioName}`);
  const windowMs = windowMsOf(schedule.durationMs);
  const twin = simulateRun({ config, schedule, seed, calibration, windowMs });
  const verified = { simulated: designResult(name, config, [{ seed, record: twin }]), live: part.designs[0]! };
  const predictions = predictionsOf(verified.simulated, verified.live, { whyNoLatency: whyStarved(machine) });
  return { part: { ...part, predictions }, machine, interrupted, verified };
}

/** @returns undefined when it was interrupted. */
async function calibrated(
  options: LiveRunOptions,
  context: CommandContext,
  { warmUp, slow: slowLoad, fast: fastLoad }: CalibrationEffort,
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
  if ((await watched(at(warmUp), context)).interrupted) return undefined;
  const costs = await measureContentCosts();
  const slow = await watched(at(slowLoad), context);
  if (slow.interrupted) return undefined;
  const fast = await watched(at(fastLoad), context);
  if (fast.interrupted) return undefined;
  const lowLoad = ({ record, machine }: { record: RunRecord; machine: MachineUse }) => ({
    record,
    threadMs: machine.threadMs,
  });
  const candidates = WORK_SPREADS.map((workSpread) => {
    const first = measuredCalibration(embedded, costs, { slow: lowLoad(slow), fast: lowLoad(fast), workSpread });
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

async function watched(
  options: LiveRunOptions,
  context: CommandContext,
): Promise<{ record: RunRecord; interrupted: boolean; machine: MachineUse }> {
  const schedule = scheduleOf(options.scenario, options.seed, options.settings);
  let stop = watchMachine();
  let machine: MachineUse | undefined;
  const { record, interrupted } = await measure(
    { ...options, onBegin: () => stop = watchMachine(), onEnd: () => machine = stop() },
    schedule,
    context,
  );
  return { record, interrupted, machine: machine ?? stop() };
}

function partOf(
  { name, config, seed, scenario, scenarioName, settings }: LiveRunOptions,
  made: Pick<Parameters<typeof comparisonOf>[0], "records" | "calibration">,
): RunPart {
  const schedule = scheduleOf(scenario, seed, settings);
  return comparisonOf({ scenarioName, scenario, schedule, designs: [{ name, config }], seed, ...made });
}

function emptyPart(options: LiveRunOptions): RunPart {
  return { ...partOf(options, { records: new Map(), calibration: embedded }), designs: [] };
}

function useText({ design, utilisation, delayed, stolen }: { design: string } & MachineUse): string {
  const percent = (share: number | undefined) => share === undefined ? "unknown" : `${(share * 100).toFixed(1)} %`;
  return `${design}, live: its thread ran in ${percent(utilisation)} of the time, waited for a processor in ` +
    `${percent(delayed)} of its working time, and the host took ${percent(stolen)} of the machine's`;
}
