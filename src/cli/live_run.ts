import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import type { LoadRecord } from "../adapters/live/load/load_record.ts";
import { mergedRecord } from "../adapters/live/load/merged_record.ts";
import { liveServers } from "../adapters/live/live_servers.ts";
import { Failure } from "../base/errors.ts";
import type { TimedFault } from "../adapters/live/faults/live_fault.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { comparisonOf, type RunPart } from "../runner/compare.ts";
import { type ScenarioSettings, scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { designResult } from "../runner/design_result.ts";
import { predictionsOf } from "../runner/predictions.ts";
import { Recorder, type RunRecord } from "../runner/recorder.ts";
import { simulateRun } from "../runner/simulated_run.ts";
import { ofOwnFramework } from "../runner/own_framework.ts";
import { loadResult, loadWarnings } from "../runner/load_result.ts";
import type { Scenario } from "../workload/scenario.ts";
import type { Band, Schedule } from "../workload/schedule.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";
import type { CommandContext } from "./command_context.ts";
import { databaseSummary } from "./database_summary.ts";
import { faultBands, faultLines } from "./fault_means.ts";
import { faultParts, incidentsOf, incidentWarnings, openFaults, runIncidents, scenarioFaults } from "./live_faults.ts";
import { liveDatabaseRun } from "./live_database_run.ts";
import { circumstancesOf, frontWarnings } from "./live_front.ts";
import { type LoadSettings, USUAL_LOAD } from "./live_load_options.ts";
import { modelText } from "./load_model_text.ts";
import { neededServers, openLiveStack, refuseUnreal } from "./live_stack.ts";
import { progressOf } from "./progress.ts";
import { refuseForClients, sendLoad } from "./sent_load.ts";

export interface LiveRunOptions {
  readonly name: string;
  readonly config: DesignConfig;
  readonly scenarioName: string;
  readonly scenario: Scenario;
  readonly settings: ScenarioSettings;
  readonly seed: number;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** For the prediction. @default the embedded stack's assumptions */
  readonly calibration?: Calibration;
  /** Gives the time of the load's start, on the clock of `performance.now()`, when all is ready. @default at once */
  readonly begin?: () => Promise<number>;
  /** Told that start, and when the last reply has come. */
  readonly onBegin?: (startMs: number) => void;
  readonly onEnd?: () => void;
  /** How the load is sent. @default open loop, from one worker */
  readonly load?: LoadSettings;
  /** What happens to the servers meanwhile. @default nothing */
  readonly faults?: readonly TimedFault[];
}

/**
 * Runs a scenario against a real stack, then simulates the same requests: the result carries the prediction errors. Each repeat runs
 * under a seed of its own on a stack of its own.
 */
export async function liveRun(
  options: LiveRunOptions,
  context: CommandContext,
  repeats = 1,
): Promise<{ part: RunPart; interrupted: boolean; database: readonly string[]; faults?: readonly string[] }> {
  const { name, config, seed, scenario, scenarioName, settings } = options;
  const calibration = ofOwnFramework(options.calibration ?? embedded, config);
  const schedule = scheduleOf(scenario, seed, settings);
  refuseEmpty(schedule);
  if (schedule.database !== undefined) {
    refuseRepeats(repeats);
    return await liveDatabaseRun(options, schedule, context);
  }
  refuseUnreal(options);
  refuseForClients(config, options.load ?? USUAL_LOAD);
  const runs: ({ readonly seed: number } & MeasuredRun)[] = [];
  for (let repeat = 0; repeat < repeats && runs.at(-1)?.interrupted !== true; repeat++) {
    const own = { ...options, seed: seed + repeat };
    runs.push({ seed: own.seed, ...await measure(own, scheduleOf(scenario, own.seed, settings), context) });
  }
  const { interrupted, database, bands, faultLines: lines } = runs.at(-1)!;
  const load = mergedRecord(runs.map((run) => run.load) as [LoadRecord, ...LoadRecord[]]);
  const part = comparisonOf({
    scenarioName,
    scenario,
    schedule,
    designs: [{ name, config }],
    seed,
    records: new Map([[name, runs]]),
    calibration,
  });
  const { model } = options.load ?? USUAL_LOAD;
  const parts = faultParts(config);
  const isPredicted = model.kind === "open";
  const measuredMs = runs.reduce((sum, run) => sum + run.load.endMs, 0);
  const measured = {
    ...part,
    workload: {
      ...part.workload,
      ...(model.kind === "closed" && {
        requests: Math.round(load.requests / runs.length),
        rateRps: load.requests / (measuredMs / 1000),
      }),
      bands: [...part.workload.bands, ...bands],
    },
    warnings: [
      ...part.warnings,
      ...loadWarnings(load),
      ...frontWarnings(config),
      ...incidentWarnings(schedule.incidents, parts, config),
      ...(isPredicted ? [] : [NO_PREDICTION]),
    ],
    designs: part.designs.map((design) => ({ ...design, load: loadResult(load, modelText(model)) })),
  };
  if (interrupted || !isPredicted) return { part: measured, interrupted, database, faults: lines };
  const twins = runs.map((run) => ({ seed: run.seed, record: twinOf(options, run.seed, calibration) }));
  const simulated = designResult(name, config, twins);
  const predictions = predictionsOf(simulated, measured.designs[0]!, circumstancesOf(config));
  return { part: { ...measured, predictions }, interrupted, database, faults: lines };
}

/** The same requests and faults, simulated. */
function twinOf(options: LiveRunOptions, seed: number, calibration: Calibration): RunRecord {
  const { config, scenario, settings, faults = [] } = options;
  const schedule = scheduleOf(scenario, seed, settings);
  return simulateRun({
    config,
    schedule: { ...schedule, incidents: [...schedule.incidents, ...incidentsOf(faults)] },
    seed,
    calibration,
    windowMs: windowMsOf(schedule.durationMs),
  });
}

const NO_PREDICTION = "a closed loop is not predicted: the simulation sends the scenario's requests at their own times";

/** @throws Failure `bad-option` */
function refuseRepeats(repeats: number): void {
  if (repeats === 1) return;
  const message =
    "Cannot repeat the run: the scenario must have requests over HTTP, this one drives the database alone";
  throw new Failure("bad-option", `${message}: received --repeats ${repeats}`);
}

/** @throws Failure `no-requests` */
export function refuseEmpty(schedule: Schedule): void {
  if (schedule.count > 0) return;
  const message = "Cannot run the scenario: it must have at least one request: received none in its duration";
  throw new Failure("no-requests", message);
}

/** Everybody who sends a request is somebody, and so is every seller. */
function usersOf({ client }: Schedule): number {
  return client.reduce((most, number) => Math.max(most, number + 1), SHOP_SIZE.sellers);
}

/** What one live run gave, from inside and from outside. */
export interface MeasuredRun {
  readonly record: RunRecord;
  readonly load: LoadRecord;
  readonly interrupted: boolean;
  readonly database: readonly string[];
  /** The faults of the caller, for the report. */
  readonly bands: readonly Band[];
  /** All of them, and how each was done. */
  readonly faultLines: readonly string[];
}

/** The server runs in this thread, the load in workers of its own: neither's work is in the other's way. */
export async function measure(
  options: LiveRunOptions & { readonly windowMs?: number },
  schedule: Schedule,
  { terminal, signal }: CommandContext,
): Promise<MeasuredRun> {
  const onUnhandled = (error: unknown) =>
    terminal.tell(`tierlab: in the background: ${error instanceof Error ? error.message : error}`);
  const all = [...scenarioFaults(schedule.incidents, faultParts(options.config)), ...(options.faults ?? [])];
  const servers = await liveServers({ ...options, ...neededServers(options.config) });
  const faults = openFaults(all, servers, { seed: options.seed, onError: onUnhandled });
  const close = async () => {
    faults.close();
    await servers.stop();
  };
  const live = await openLiveStack({
    ...options,
    ...faults.urls,
    replicaUrls: servers.replicaUrls,
    shards: servers.shards,
    products: schedule.products,
    users: usersOf(schedule),
    port: 0,
    onUnhandled,
  }).catch(async (error) => {
    await close();
    throw error;
  });
  const progress = progressOf(terminal, { title: `live at ${live.url}`, total: schedule.count });
  const { windowMs = windowMsOf(schedule.durationMs) } = options;
  const settings = options.load ?? USUAL_LOAD;
  const endings: (() => void | Promise<void>)[] = [];
  try {
    let recorder: Recorder | undefined;
    const { load, interrupted, recordOf } = await sendLoad(live, {
      ...{ config: options.config, schedule, seed: options.seed, settings, windowMs, signal },
      ...(options.begin && { begin: options.begin }),
      onBegin: (startMs) => {
        options.onBegin?.(startMs);
        live.listen((clock) => recorder = new Recorder({ clock, windowMs }), startMs);
        endings.push(faults.run(startMs), runIncidents(schedule.incidents, live.stack, startMs));
      },
      onProgress: (requests) => progress.update(requests),
    });
    options.onEnd?.();
    const record = recordOf(recorder!.finish());
    if (!interrupted) live.stack.audit();
    const database = databaseSummary(live.stack.databases, await live.serverStatements());
    const bands = faultBands(options.faults ?? [], servers);
    return { record, load, interrupted, database, bands, faultLines: faultLines(all, servers) };
  } finally {
    progress.stop();
    for (const end of endings) await end();
    await live.close();
    await close();
  }
}
