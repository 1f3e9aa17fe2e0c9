import { formatCount, formatDuration, formatPercent, formatSize } from "../base/units.ts";
import type { ReplayResult, ReplayResultRow } from "../runner/result_replay_schema.ts";
import { isBoundary } from "../report/replay/replay_names.ts";
import { curveLines } from "./replay_curve_table.ts";
import { tableLines } from "./table.ts";

/** What a person needs of a replay at the terminal, within 80 columns. */
export function replaySummary(result: ReplayResult): string[] {
  const { trace } = result;
  const volume = trace.bytes === null ? "" : `, ${formatSize(trace.bytes)} requested`;
  return [
    ...folded(
      `${trace.path} (${trace.format}): ${formatCount(trace.requests)} requests, ` +
        `${formatCount(trace.objects)} objects${volume}`,
    ),
    ...(result.interrupted ? ["INTERRUPTED: only what was finished until then"] : []),
    "",
    ...resultLines(result),
    ...curveLines(result),
    ...causeLines(result),
    "",
    ...result.warnings.flatMap((warning) => folded(`warning: ${warning}`)),
    `took ${formatDuration(result.elapsedMs)}`,
  ];
}

/** A block for each size, fewest misses first; the best policy that can be run is starred. */
function resultLines({ rows, bounds, trace }: ReplayResult): string[] {
  const sized = trace.bytes !== null;
  const header = ["policy", "size", "misses", "hit ratio", ...(sized ? ["by bytes"] : []), "to bound", "requests/s"];
  const sizes = [...new Map(rows.map((row) => [sizeText(row), row])).values()];
  return tableLines(
    bounds.length === 0 ? header.filter((head) => head !== "to bound") : header,
    sizes.flatMap((size, index) => {
      const same = rows.filter((row) => sizeText(row) === sizeText(size)).sort((a, b) => a.misses - b.misses);
      const fewest = Math.min(...same.filter(({ policy }) => !isBoundary(policy)).map(({ misses }) => misses));
      const bound = bounds.find((bound) => bound.size === size.size && bound.sizeUnit === size.sizeUnit);
      const lines = same.map((row) => [
        `${row.misses === fewest && !isBoundary(row.policy) && same.length > 1 ? "* " : "  "}${
          shortened(row.policy, sized ? 16 : 26)
        }`,
        sizeText(row),
        formatCount(row.misses),
        formatPercent(1 - row.missRatio),
        ...(sized ? [formatPercent(1 - row.byteMissRatio)] : []),
        ...(bounds.length === 0 ? [] : [bound ? `${((row.missRatio - bound.missRatio) * 100).toFixed(1)} pt` : "-"]),
        formatCount(row.requestsPerSecond),
      ]);
      return index === 0 ? lines : [[""], ...lines];
    }),
  );
}

function causeLines({ causes, ttl }: ReplayResult): string[] {
  if (causes.length === 0) return [];
  const header = ["", "size", "hit ratio", "compulsory", "capacity", "expired", "invalidated"];
  return [
    "",
    `misses by cause ${lifeText(ttl)}, as shares of all requests:`,
    ...tableLines(
      header,
      causes.map((row) => [
        shortened(row.policy, 14),
        sizeText(row),
        ...[row.requests - row.misses, row.compulsory, row.capacity, row.expired, row.invalidated]
          .map((count) => formatPercent(count / row.requests)),
      ]),
    ),
  ];
}

function lifeText(ttl: string | null): string {
  return ttl === null || ttl === "none" ? "(nothing expires, writes invalidate)" : `with a time to live of ${ttl}`;
}

function sizeText({ size, sizeUnit }: Pick<ReplayResultRow, "size" | "sizeUnit">): string {
  return sizeUnit === "bytes" ? formatSize(size) : formatCount(size);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** Words in lines of at most 80 characters. */
function folded(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 80) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines;
}
