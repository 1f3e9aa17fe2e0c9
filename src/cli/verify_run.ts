import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { comparisonOf, type RunPart } from "../runner/compare.ts";
import { refuseDatabaseAlone } from "../runner/database_run.ts";
import { designResult, type Repeat } from "../runner/design_result.ts";
import { liveComparisons } from "../runner/live_comparisons.ts";
import { ofOwnFramework } from "../runner/own_framework.ts";
import { predictionsOf } from "../runner/predictions.ts";
import { rankingOf } from "../runner/ranking.ts";
import type { DesignResult } from "../runner/result_schema.ts";
import { scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { simulateInTurns } from "../runner/own_time.ts";
import {
  type CalibratedHere,
  type CalibrationEffort,
  type Calibrator,
  calibratorFor,
  givenCalibration,
} from "./calibrated_here.ts";
import { calibratedServers } from "./calibrated_servers.ts";
import type { CommandContext } from "./command_context.ts";
import { circumstancesOf, frontWarnings } from "./live_front.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { refuseUnreal } from "./live_stack.ts";
import { judgedRuns, type MachineUse, whyStarved } from "./machine_watch.ts";
import { machineText } from "./machine_text.ts";
import { type RunInTurns, runsInTurns } from "./runs_in_turns.ts";

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

/** A design under verification: its live runs, and what it was calibrated to when they were over. */
interface Subject {
  readonly options: LiveRunOptions;
  readonly calibrator: Calibrator;
  readonly live: LiveRepeat[];
  readonly machine: WatchedUse[];
  calibrated: CalibratedHere | undefined;
}

type LiveRepeat = Repeat & Pick<RunInTurns, "turns">;

/**
 * Runs each design live, in turns with runs of another scenario that it is calibrated on; then simulates the same requests and compares.
 * Repeats go round all designs, every second round backwards: what the machine does to one in the course of time it does to all.
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
    const calibrator = await calibratorOf(options, context, { rounds: repeats, effort });
    if (calibrator === undefined) return verification(designs, subjects);
    subjects.push({ options, calibrator, live: [], machine: [], calibrated: undefined });
  }
  for (let round = 0; round < repeats; round++) {
    for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
      const isWhole = await runLive(subject, round, context);
      if (!isWhole) return verification(designs, subjects);
    }
  }
  for (const subject of subjects) subject.calibrated = subject.calibrator.calibrated();
  return verification(designs, subjects);
}

/** A design with clients is calibrated as far as its servers go. @returns undefined when it was interrupted */
async function calibratorOf(
  options: LiveRunOptions,
  context: CommandContext,
  effort: { readonly rounds: number; readonly effort: CalibrationEffort | undefined },
): Promise<Calibrator | undefined> {
  const { config, calibration: given } = options;
  if (config.clients === undefined) {
    return given === undefined ? await calibratorFor(options, context, effort) : givenCalibration(given);
  }
  const calibration = given ?? await calibratedServers(options, context);
  return calibration && givenCalibration(ofOwnFramework(calibration, config));
}

/** @returns whether it came to its end */
async function runLive(
  { options, calibrator, live, machine }: Subject,
  round: number,
  context: CommandContext,
): Promise<boolean> {
  const { name, scenarioName } = options;
  const seed = options.seed + round;
  context.terminal.tell(`${name}: ${scenarioName} live, seed ${seed}`);
  const [run, ...others] = await leftAlone([{ ...options, seed }, ...calibrator.loads], calibrator, context);
  live.push({ seed, record: run!.record, turns: run!.turns });
  machine.push({ design: name, seed, ...run!.machine });
  if ([run!, ...others].some(({ interrupted }) => interrupted)) return false;
  calibrator.take(others);
  return true;
}

/** Done again when the machine was busy while it calibrated; the last try is taken as it is. */
async function leftAlone(
  runs: readonly [LiveRunOptions, ...LiveRunOptions[]],
  { tries }: Calibrator,
  context: CommandContext,
): Promise<RunInTurns[]> {
  for (let turn = 1;; turn++) {
    const all = await runsInTurns(runs, context);
    const why = all.slice(1).map(({ machine }) => whyStarved(machine)).find((one) => one !== undefined);
    if (why === undefined || all.some(({ interrupted }) => interrupted) || turn === tries) return all;
    context.terminal.tell(`${runs[0].name}: once more, ${why}`);
  }
}

/** The same requests as the live runs'. */
function twinsOf({ options: { config, scenario, settings }, live }: Subject, calibration: Calibration): Repeat[] {
  return live.map(({ seed, turns }) => {
    const schedule = scheduleOf(scenario, seed, settings);
    const windowMs = windowMsOf(schedule.durationMs);
    return { seed, record: simulateInTurns({ config, schedule, seed, calibration, windowMs }, turns) };
  });
}

/** Of subjects without a calibration: it was interrupted, and nothing is predicted. */
function verification(designs: readonly LiveRunOptions[], subjects: readonly Subject[]): Verification {
  const { scenario, scenarioName, seed, settings } = designs[0]!;
  const measured = subjects.filter(({ live }) => live.length > 0);
  const part = comparisonOf({
    ...{ scenario, scenarioName, seed },
    schedule: scheduleOf(scenario, seed, settings),
    designs: measured.map(({ options: { name, config } }) => ({ name, config })),
    records: new Map(measured.map(({ options, live }) => [options.name, live])),
    calibration: subjects[0]?.calibrated?.calibration ?? embedded,
  });
  const machine = subjects.flatMap((subject) => subject.machine);
  const fronts = measured.flatMap(({ options }) => frontWarnings(options.config));
  const warnings = [
    ...part.warnings,
    ...fronts,
    ...measured.map(({ options, machine }) => machineText(options.name, machine)),
  ];
  const told = { ...part, warnings, comparisons: liveComparisons(part.designs) };
  const whole = subjects.flatMap((subject) =>
    subject.calibrated === undefined
      ? []
      : [{ subject, ...subject.calibrated, simulated: twinsOf(subject, subject.calibrated.calibration) }]
  );
  if (whole.length < designs.length) return { part: told, interrupted: true, machine };
  const twins = whole.map(({ subject: { options: { name, config } }, simulated }) =>
    designResult(name, config, simulated)
  );
  const predictions = whole.flatMap((one) => {
    const rows = predictionsFor(one);
    return twins.length === 1
      ? rows
      : rows.map((row) => ({ ...row, metric: `${one.subject.options.name}: ${row.metric}` }));
  });
  return {
    part: { ...told, predictions, ...(twins.length > 1 && { ranking: rankingOf(twins, told.comparisons) }) },
    interrupted: false,
    machine,
  };
}

/** On the runs that the machine left alone, the same ones in both worlds. */
function predictionsFor(
  { subject: { options: { name, config }, live, machine }, whyNoLatency, simulated }: CalibratedHere & {
    readonly subject: Subject;
    readonly simulated: readonly Repeat[];
  },
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
