import { type Calibration, embedded } from "../adapters/sim/calibration.ts";
import { HttpClient } from "../adapters/live/http_client.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { comparisonOf, type RunPart } from "../runner/compare.ts";
import { type ScenarioSettings, scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { designResult } from "../runner/design_result.ts";
import { predictionsOf } from "../runner/predictions.ts";
import { Recorder, type RunRecord } from "../runner/recorder.ts";
import { simulateRun } from "../runner/simulated_run.ts";
import { Traffic } from "../runner/traffic.ts";
import type { Scenario } from "../workload/scenario.ts";
import type { Schedule } from "../workload/schedule.ts";
import type { CommandContext } from "./command_context.ts";
import { openLiveStack } from "./live_stack.ts";
import { progressOf } from "./progress.ts";

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
  /** Told when the load begins and when the last reply has come. */
  readonly onBegin?: () => void;
  readonly onEnd?: () => void;
}

/** Runs a scenario against a real stack, then simulates the same requests: the result carries the prediction errors. */
export async function liveRun(
  options: LiveRunOptions,
  context: CommandContext,
): Promise<{ part: RunPart; interrupted: boolean }> {
  const { name, config, seed, scenario, scenarioName, settings, calibration = embedded } = options;
  const schedule = scheduleOf(scenario, seed, settings);
  const { record, interrupted } = await measure(options, schedule, context);
  const part = comparisonOf({
    scenarioName,
    scenario,
    schedule,
    designs: [{ name, config }],
    seed,
    records: new Map([[name, [{ seed, record }]]]),
    calibration,
  });
  if (interrupted) return { part, interrupted };
  const twin = simulateRun({
    config,
    schedule,
    seed,
    calibration,
    windowMs: windowMsOf(schedule.durationMs),
  });
  const simulated = designResult(name, config, [{ seed, record: twin }]);
  return { part: { ...part, predictions: predictionsOf(simulated, part.designs[0]!) }, interrupted };
}

export async function measure(
  options: LiveRunOptions,
  schedule: Schedule,
  { terminal, signal }: CommandContext,
): Promise<{ record: RunRecord; interrupted: boolean }> {
  const live = await openLiveStack({
    ...options,
    products: schedule.products,
    port: 0,
    onUnhandled: (error) =>
      terminal.tell(`tierlab: in the background: ${error instanceof Error ? error.message : error}`),
  });
  const client = new HttpClient(live.url);
  const progress = progressOf(terminal, { title: `live at ${live.url}`, total: schedule.count });
  try {
    let recorder: Recorder | undefined;
    options.onBegin?.();
    live.listen((clock) => recorder = new Recorder({ clock, windowMs: windowMsOf(schedule.durationMs) }));
    const traffic = new Traffic({
      schedule,
      clock: live.world,
      fetch: client.fetch,
      probe: recorder!,
      onProgress: (sent) => progress.update(sent),
    });
    const interrupted = await live.world.run(() => traffic.send(), signal).then(() => false, (error) => {
      if (signal.aborted) return true;
      throw error;
    });
    options.onEnd?.();
    const record = recorder!.finish();
    if (!interrupted) live.stack.audit();
    return { record, interrupted };
  } finally {
    progress.stop();
    client.close();
    await live.close();
  }
}
