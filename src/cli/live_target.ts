import { readAccessLog } from "../adapters/live/load/access_log_requests.ts";
import { reachTarget, targetUrl } from "../adapters/live/load/target.ts";
import { formatDuration } from "../base/units.ts";
import type { RunPart } from "../runner/compare.ts";
import { refuseDatabaseAlone } from "../runner/database_run.ts";
import { type ScenarioSettings, scheduleOf, windowMsOf } from "../runner/schedules.ts";
import { targetPart } from "../runner/target_part.ts";
import type { Scenario } from "../workload/scenario.ts";
import type { Band } from "../workload/schedule.ts";
import type { CommandContext } from "./command_context.ts";
import { liveLoad } from "./live_load.ts";
import type { LoadSettings } from "./live_load_options.ts";
import { modelText } from "./load_model_text.ts";
import type { LoadSource } from "./live_load_worker.ts";
import { refuseEmpty } from "./live_run.ts";
import { progressOf } from "./progress.ts";

/** What is sent to somebody else's server: a scenario's requests, or those of an access log. */
export type TargetTraffic =
  | {
    readonly kind: "scenario";
    readonly name: string;
    readonly scenario: Scenario;
    readonly settings: ScenarioSettings;
  }
  | {
    readonly kind: "log";
    readonly path: string;
    /** Times as fast as the log's own timing. */
    readonly speed: number;
    readonly durationMs: number | undefined;
  };

export interface TargetRunOptions {
  /** As the caller wrote it. */
  readonly url: string;
  readonly isRemoteAllowed: boolean;
  readonly allowsWrites: boolean;
  readonly traffic: TargetTraffic;
  readonly seed: number;
  readonly load: LoadSettings;
}

/** A source with what a report says of it. */
interface Prepared {
  readonly source: LoadSource;
  readonly name: string;
  readonly description: string;
  readonly requests: number;
  readonly durationMs: number;
  readonly bands: readonly Band[];
  readonly warnings: readonly string[];
}

/**
 * Drives a server that is not ours and measures it from outside.
 *
 * @throws Failure when the URL is wrong (exit status 2) or nobody answers there (4)
 */
export async function targetRun(
  options: TargetRunOptions,
  { terminal, signal }: CommandContext,
): Promise<{ part: RunPart; interrupted: boolean }> {
  const url = targetUrl(options.url, options.isRemoteAllowed);
  const prepared = await prepare(options);
  const target = await reachTarget(url);
  const { workers, ...settings } = options.load;
  const progress = progressOf(terminal, { title: `load on ${url.host}`, total: prepared.requests });
  try {
    const { record: load, interrupted, leftOut } = await liveLoad({
      order: {
        ...settings,
        target,
        source: prepared.source,
        windowMs: windowMsOf(prepared.durationMs),
        isOurs: false,
        allowsWrites: options.allowsWrites,
      },
      workers,
      signal,
      onProgress: (replies) => progress.update(replies),
    });
    const warnings = leftOut === 0
      ? prepared.warnings
      : [...prepared.warnings, `${leftOut} requests left out, which would change something (see --allow-writes)`];
    const { name: scenario, description, durationMs, bands } = prepared;
    const model = modelText(settings.model);
    const requests = settings.model.kind === "closed" ? load.requests : prepared.requests - leftOut;
    const run = { url: url.href, scenario, description, seed: options.seed, model, requests, durationMs, bands };
    return { part: targetPart({ ...run, warnings, load }), interrupted };
  } finally {
    progress.stop();
  }
}

async function prepare({ traffic, seed, allowsWrites }: TargetRunOptions): Promise<Prepared> {
  if (traffic.kind === "scenario") {
    const schedule = scheduleOf(traffic.scenario, seed, traffic.settings);
    refuseEmpty(schedule);
    refuseDatabaseAlone(schedule);
    const { durationMs, bands, warnings, count: requests } = schedule;
    const { description } = traffic.scenario;
    return {
      source: { kind: "schedule", schedule },
      name: traffic.name,
      description,
      requests,
      durationMs,
      bands,
      warnings,
    };
  }
  const { path, speed, durationMs } = traffic;
  const log = await readAccessLog(path, { speed, durationMs, seed, allowsWrites });
  const requests = log.columns.atMs.length;
  return {
    source: { kind: "log", columns: log.columns },
    name: path.split("/").at(-1)!,
    description: `${requests} requests of an access log in its own timing, ${speed} times as fast, ` +
      `over ${formatDuration(log.durationMs)}`,
    requests,
    durationMs: log.durationMs,
    bands: [],
    warnings: log.warnings,
  };
}
