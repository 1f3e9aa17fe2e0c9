import type { Command } from "commander";
import { EXIT } from "../../base/errors.ts";
import * as policies from "../../eviction/registered.ts";
import { footprintOf, parseCacheSizes } from "../../trace/cache_size.ts";
import type { Trace } from "../../trace/trace.ts";
import { REPLAY_SCHEMA, type ReplayResult } from "../../runner/result_replay_schema.ts";
import { machineOf, versionsOf } from "../circumstances.ts";
import type { CommandContext } from "../command_context.ts";
import { writeWhole } from "../files.ts";
import { packedBase64 } from "../packed_base64.ts";
import { progressOf } from "../progress.ts";
import { warningsOf } from "../recordings.ts";
import { findingsOf } from "../replay_document.ts";
import { readTrace, saveTrace } from "../replay_files.ts";
import { defaultFolder, repeatReplay, type ReplayArguments, replayOptions } from "../replay_options.ts";
import { replayPlan } from "../replay_plan.ts";
import { runReplayTasks } from "../replay_pool.ts";
import { replaySummary } from "../replay_summary.ts";
import { costOf } from "../replay_task.ts";
import { parseTimeToLive } from "../replay_ttl.ts";

/** `tierlab replay TRACE`: what hit ratio would a policy have at a size on this traffic? */
export function addReplay(program: Command, context: CommandContext): void {
  program.command("replay")
    .description("what would policy P at size S make of this trace? With --mrc or --out: a report")
    .argument("<trace>", "a trace or access log (plain, .gz, .zst)")
    .option("--format <name>", "format; otherwise the content tells (see: list formats)")
    .option("--columns <map>", "what is where in a CSV file, such as time=1,key=2,size=3")
    .option("--policy <names>", "policies, separated by commas (see: list policies)", "lru,fifo,sieve")
    .option("--size <sizes>", "cache sizes: shares, counts or bytes", "0.1%,1%,10%")
    .option("--mrc", "miss ratio curves: each policy at every size, the bound, the knee")
    .option("--ttl <time>", "misses by cause when entries live so long: 5min, none, from-trace, or 80%:1min,20%:1h")
    .option("--limit <n>", "only so many requests from the start")
    .option("--jobs <n>", "simulations at once", String(Math.max(1, navigator.hardwareConcurrency)))
    .option("--save-trace <file>", "also write the trace: oracleGeneral, or ours (.dense); packed with .gz, .zst")
    .option("--out <dir>", "where replay.html and replay.json go; with --mrc otherwise reports/replay-TRACE")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExamples:\n  tierlab replay access.log.gz --policy lru,sieve --size 1%,500,64MB\n" +
        "  tierlab replay requests.csv --columns time=1,key=2,size=3 --mrc --ttl 5min\n",
    )
    .action(context.action((path: string, given: ReplayArguments) => replay(path, given, context)));
}

async function replay(path: string, given: ReplayArguments, context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  const [startedMs, date] = [performance.now(), new Date().toISOString()];
  const options = replayOptions(given);
  const trace = await readTrace(path, { ...given, limit: options.limit }, context);
  if (trace === undefined) return nothingYet(context);
  if (given.saveTrace !== undefined && !await saveTrace(given.saveTrace, trace, context)) return nothingYet(context);
  const footprint = footprintOf(trace);
  const plan = replayPlan(trace, footprint, {
    policies: options.policies,
    sizes: parseCacheSizes(given.size, footprint),
    withCurves: given.mrc === true,
    withReport: given.mrc === true || given.out !== undefined,
    ttl: given.ttl === undefined ? undefined : parseTimeToLive(given.ttl),
  });
  const described = describe(trace, path, footprint.bytes);
  const warnings = [...warningsOf(trace), ...plan.notes];
  const total = plan.tasks.reduce((sum, task) => sum + costOf(task, described), 0);
  const progress = progressOf(terminal, { title: "replaying", total });
  const pool = { jobs: options.jobs, signal, onProgress: progress.update };
  const { outcomes, workers } = await runReplayTasks(trace, plan.tasks, pool).finally(progress.stop);
  const interrupted = outcomes.includes(undefined);
  const lruNames = options.policies.filter(({ entry }) => entry === policies.lru).map(({ text }) => text);
  const result: ReplayResult = {
    schema: REPLAY_SCHEMA,
    date,
    trace: described,
    ...findingsOf(plan.tasks, outcomes, lruNames),
    ttl: given.ttl ?? null,
    warnings,
    interrupted,
    elapsedMs: performance.now() - startedMs,
    workers,
    command: repeatReplay(path, given),
    versions: versionsOf(),
    machine: machineOf(),
  };
  if (interrupted && result.rows.length === 0) return nothingYet(context);
  if (given.json) terminal.print(JSON.stringify(result));
  else for (const line of replaySummary(result)) terminal.print(line);
  if (interrupted) return EXIT.interrupted;
  if (given.mrc || given.out !== undefined) await writeReport(result, given.out ?? defaultFolder(path), given, context);
  return EXIT.ok;
}

function nothingYet({ terminal }: CommandContext): number {
  terminal.tell("interrupted before any simulation was finished: nothing to report");
  return EXIT.interrupted;
}

async function writeReport(
  result: ReplayResult,
  out: string,
  { json }: ReplayArguments,
  { terminal }: CommandContext,
): Promise<void> {
  // The charts' library takes longer to load than most commands take to run.
  const { renderReplay } = await import("../../report/replay/replay_report.ts");
  const folder = out.replace(/\/+$/, "") || "/";
  await writeWhole(`${folder}/replay.json`, `${JSON.stringify(result)}\n`);
  await writeWhole(`${folder}/replay.html`, renderReplay(result, packedBase64));
  (json ? terminal.tell : terminal.print)(`report: ${folder}/replay.html`);
}

function describe(trace: Trace, path: string, footprintBytes: number): ReplayResult["trace"] {
  const { ids, sizes, times, objects, format, tickMs } = trace;
  let bytes = 0;
  if (sizes !== null) { for (let index = 0; index < sizes.length; index++) bytes += sizes[index]!; }
  return {
    path,
    format,
    requests: ids.length,
    objects,
    bytes: sizes === null ? null : bytes,
    footprintBytes: sizes === null ? null : footprintBytes,
    durationMs: times === null ? null : times.at(-1)! * tickMs,
  };
}
