import type { Command } from "commander";
import { formatCount, formatPercent } from "../../base/units.ts";
import { readTraceFile } from "../../adapters/live/trace_file.ts";
import { parsePolicies } from "../../eviction/create_policy.ts";
import { footprintOf, parseCacheSizes } from "../../trace/cache_size.ts";
import { replay, type ReplayRow } from "../../trace/replay.ts";
import type { CommandContext } from "../command_context.ts";
import { wholeNumber } from "../option_values.ts";
import { warningsOf } from "../recordings.ts";
import { tableLines } from "../table.ts";

interface ReplayCommandOptions {
  readonly format?: string;
  readonly policy: string;
  readonly size: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/** `tierlab replay TRACE`: what hit ratio would a policy have at a size on this traffic? */
export function addReplay(program: Command, context: CommandContext): void {
  program.command("replay")
    .description("what would policy P at size S make of this trace?")
    .argument("<trace>", "a trace or access log (plain, .gz, .zst)")
    .option("--format <name>", "format; otherwise the content tells (see: list formats)")
    .option("--policy <names>", "policies, separated by commas (see: list policies)", "lru,fifo,sieve")
    .option("--size <sizes>", "cache sizes: a share, a count or bytes", "0.1%,1%,10%")
    .option("--limit <n>", "only so many requests from the start")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  tierlab replay access.log.gz --policy lru,sieve --size 1%,500,64MB\n")
    .action(context.action((path: string, options: ReplayCommandOptions) => run(path, options, context)));
}

async function run(path: string, options: ReplayCommandOptions, { terminal }: CommandContext): Promise<number> {
  const startedMs = performance.now();
  const policies = parsePolicies(options.policy);
  const limit = options.limit === undefined
    ? undefined
    : wholeNumber(options.limit, "--limit", { least: 1, most: Number.MAX_SAFE_INTEGER });
  const trace = await readTraceFile(path, { format: options.format, limit });
  const footprint = footprintOf(trace);
  const sizes = parseCacheSizes(options.size, footprint);
  const jobs = sizes.flatMap((size) => policies.map((policy) => ({ policy, size })));
  const rows = replay(trace, jobs, { clock: () => performance.now() });
  const bytes = trace.sizes === null ? null : trace.sizes.reduce((sum, size) => sum + size, 0);
  if (options.json) {
    terminal.print(JSON.stringify({
      trace: { path, format: trace.format, requests: trace.ids.length, objects: trace.objects, bytes },
      rows: rows.map(({ windowMisses: _, ...row }) => row),
      warnings: warningsOf(trace),
      elapsedMs: performance.now() - startedMs,
    }));
    return 0;
  }
  terminal.print(
    `${path} (${trace.format}): ${formatCount(trace.ids.length)} requests, ${formatCount(trace.objects)} objects`,
  );
  terminal.print("");
  const header = ["policy", "size", "misses", "miss ratio", "by bytes", "requests/s"];
  for (const line of tableLines(header, rows.map(cellsOf))) terminal.print(line);
  for (const warning of warningsOf(trace)) terminal.tell(`warning: ${warning}`);
  return 0;
}

function cellsOf(row: ReplayRow): string[] {
  return [
    row.policy,
    `${formatCount(row.size)}${row.sizeUnit === "bytes" ? " B" : ""}`,
    formatCount(row.misses),
    formatPercent(row.missRatio),
    formatPercent(row.byteMissRatio),
    formatCount(row.requestsPerSecond),
  ];
}
