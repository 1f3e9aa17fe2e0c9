import { embedded } from "../adapters/sim/calibration.ts";
import { comparisonOf, type RunPart } from "../runner/compare.ts";
import { refuseDatabaseAlone } from "../runner/database_run.ts";
import { designResult, type Repeat } from "../runner/design_result.ts";
import { liveComparisons } from "../runner/live_comparisons.ts";
import { ofOwnFramework } from "../runner/own_framework.ts";
import { predictionsOf } from "../runner/predictions.ts";
import { rankingOf } from "../runner/ranking.ts";
import type { DesignResult } from "../runner/result_schema.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { simulateRun } from "../runner/simulated_run.ts";
import { type CalibratedHere, calibratedHere, type CalibrationEffort } from "./calibrated_here.ts";
import { calibratedServers } from "./calibrated_servers.ts";
import type { CommandContext } from "./command_context.ts";
import { circumstancesOf, frontWarnings } from "./live_front.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { refuseUnreal } from "./live_stack.ts";
import { judgedRuns, type MachineUse } from "./machine_watch.ts";
import { machineText } from "./machine_text.ts";
import { watchedRun } from "./watched_run.ts";

/** A verified run of one or more designs. */
export interface Verification {
  readonly part: RunPart;
  readonly interrupted: boolean;
  /** How the machine treated each live run, in the order in which they ran. */
  readonly machine: readonly WatchedUse[];
}

type WatchedUse = { readonly design: string; readonly seed: number } & MachineUse;

export interface VerifyEffort {
  /** Live runs of each design, each under a seed of its own. @default 1 */
  readonly repeats?: number;
  readonly calibration?: CalibrationEffort;
}

/** A design under verification: what it was calibrated to, and its runs in both worlds. */
interface Subject extends CalibratedHere {
  readonly options: LiveRunOptions;
  readonly live: Repeat[];
  readonly simulated: Repeat[];
  readonly machine: WatchedUse[];
}

/**
 * Calibrates each design on another scenario at low load, then runs the same requests in both worlds and compares. Repeats go round
 * all designs, every second round backwards: what the machine does to one in the course of time it does to all.
 *
 * @param designs All under the same scenario, seed and rate.
 * @throws Failure `database-alone`, `not-live`, before anything is started
 */
export async function verifyRun(
  designs: readonly LiveRunOptions[],
  context: CommandContext,
  { repeats = 1, calibration: effort }: VerifyEffort = {},
): Promise<Verification> {
  for (const { scenario, seed, settings } of designs) refuseDatabaseAlone(scheduleOf(scenario, seed, settings));
  designs.forEach(refuseUnreal);
  const subjects: Subject[] = [];
  for (const options of designs) {
    const calibrated = await calibrationOf(options, context, effort);
    if (calibrated === undefined) return verification(designs, subjects, true);
    subjects.push({ ...calibrated, options, live: [], simulated: [], machine: [] });
  }
  for (let round = 0; round < repeats; round++) {
    for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
      const isWhole = await runBoth(subject, round, context);
      if (!isWhole) return verification(designs, subjects, true);
    }
  }
  return verification(designs, subjects, false);
}

/** A design with clients is calibrated as far as its servers go. @returns undefined when it was interrupted */
async function calibrationOf(
  options: LiveRunOptions,
  context: CommandContext,
  effort: CalibrationEffort | undefined,
): Promise<CalibratedHere | undefined> {
  const { config } = options;
  if (config.clients === undefined) return await calibratedHere(options, context, effort);
  const calibration = options.calibration ?? await calibratedServers(options, context);
  return calibration && { calibration: ofOwnFramework(calibration, config), whyNoLatency: undefined };
}

/** One live run and its twin. @returns whether it came to its end */
async function runBoth(subject: Subject, round: number, context: CommandContext): Promise<boolean> {
  const { options, calibration } = subject;
  const { name, config, scenario, scenarioName, settings } = options;
  const seed = options.seed + round;
  context.terminal.tell(`${name}: ${scenarioName} in both worlds, seed ${seed}`);
  const { record, interrupted, machine } = await watchedRun({ ...options, seed }, context);
  subject.live.push({ seed, record });
  subject.machine.push({ design: name, seed, ...machine });
  if (interrupted) return false;
  const schedule = scheduleOf(scenario, seed, settings);
  const windowMs = windowMsOf(schedule.durationMs);
  subject.simulated.push({ seed, record: simulateRun({ config, schedule, seed, calibration, windowMs }) });
  return true;
}

function verification(
  designs: readonly LiveRunOptions[],
  subjects: readonly Subject[],
  interrupted: boolean,
): Verification {
  const { scenario, scenarioName, seed, settings } = designs[0]!;
  const measured = subjects.filter(({ live }) => live.length > 0);
  const part = comparisonOf({
    ...{ scenario, scenarioName, seed },
    schedule: scheduleOf(scenario, seed, settings),
    designs: measured.map(({ options: { name, config } }) => ({ name, config })),
    records: new Map(measured.map(({ options, live }) => [options.name, live])),
    calibration: subjects[0]?.calibration ?? embedded,
  });
  const machine = subjects.flatMap((subject) => subject.machine);
  const fronts = measured.flatMap(({ options }) => frontWarnings(options.config));
  const warnings = [
    ...part.warnings,
    ...fronts,
    ...measured.map(({ options, machine }) => machineText(options.name, machine)),
  ];
  const told = { ...part, warnings, comparisons: liveComparisons(part.designs) };
  if (interrupted) return { part: told, interrupted, machine };
  const twins = subjects.map(({ options: { name, config }, simulated }) => designResult(name, config, simulated));
  const predictions = subjects.flatMap((subject) => {
    const rows = predictionsFor(subject);
    return twins.length === 1
      ? rows
      : rows.map((row) => ({ ...row, metric: `${subject.options.name}: ${row.metric}` }));
  });
  return {
    part: { ...told, predictions, ...(twins.length > 1 && { ranking: rankingOf(twins, told.comparisons) }) },
    interrupted,
    machine,
  };
}

/** On the runs that the machine left alone, the same ones in both worlds. */
function predictionsFor(
  { options: { name, config }, whyNoLatency, live, simulated, machine }: Subject,
): RunPart["predictions"] {
  const { places, why } = judgedRuns(machine);
  const [predicted, measured] = [simulated, live].map((runs) =>
    designResult(name, config, places.map((place) => runs[place]!))
  ) as [DesignResult, DesignResult];
  const circumstances = circumstancesOf(config);
  return predictionsOf(predicted, measured, {
    ...circumstances,
    whyNoLatency: circumstances.whyNoLatency ?? why ?? whyNoLatency,
  });
}
