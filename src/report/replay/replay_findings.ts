import { formatPercent } from "../../base/units.ts";
import type { ReplayResult } from "../../runner/result_replay_schema.ts";
import { bestAt, HARDLY_RATIO } from "./best_policy.ts";
import { pointsText } from "./points_text.ts";
import { isBoundary, policyNames } from "./replay_names.ts";
import { isSameSize, type SizeOf, sizesOf, sizeText } from "./replay_sizes.ts";

/** The report's first line: which policy keeps the most hits, and where. */
export function replayHeadline(result: ReplayResult): string {
  const candidates = policyNames(result).filter((name) => !isBoundary(name));
  const sizes = sizesOf(result);
  const only = candidates[0];
  if (only === undefined) return "Only bounds were replayed";
  if (candidates.length === 1) {
    const ratios = result.rows.filter(({ policy }) => policy === only).map(({ missRatio }) => 1 - missRatio);
    const [least, largest] = [Math.min(...ratios), Math.max(...ratios)].map(formatPercent);
    return least === largest
      ? `${only} answers ${least} of the requests`
      : `${only} answers ${least} to ${largest} of the requests`;
  }
  const wins = candidates.map((policy) => ({
    policy,
    count: sizes.filter((size) => bestAt(result, size).some((row) => row.policy === policy)).length,
  }));
  const most = Math.max(...wins.map(({ count }) => count));
  const winners = wins.filter(({ count }) => count === most).map(({ policy }) => policy);
  const where = sizes.length === 1
    ? `at ${sizeText(sizes[0]!, result.trace)}`
    : most === sizes.length
    ? "at every size"
    : `at ${most} of ${sizes.length} sizes${winners.length > 1 ? " each" : ""}`;
  const names = winners.length > 2 ? `${winners.length} policies` : winners.join(" and ");
  return `${names} ${winners.length === 1 ? "keeps" : "keep"} the most hits ${where}${lruDoubt(result, winners)}`;
}

/** Says so when the usual choice would do as well. */
function lruDoubt(result: ReplayResult, winners: readonly string[]): string {
  const lru = result.rows.filter(({ policy }) => policy === "lru");
  const behind = lru.map((row) => row.missRatio - (bestAt(result, row)[0]?.missRatio ?? 0));
  if (lru.length === 0 || winners.includes("lru") || Math.max(...behind) >= HARDLY_RATIO) return "";
  return ", lru within half a point";
}

/** One size in a sentence: who is best, by how much, and how far from what is possible. */
export function sizeSentence(result: ReplayResult, size: SizeOf): string {
  const best = bestAt(result, size);
  const [first] = best;
  if (!first) return "only bounds were replayed";
  const others = result.rows.filter((row) => isSameSize(row, size) && !isBoundary(row.policy) && !best.includes(row));
  const lru = others.find(({ policy }) => policy === "lru");
  const next = others.toSorted((a, b) => a.misses - b.misses)[0];
  const bound = result.bounds.find((bound) => isSameSize(bound, size));
  const names = best.length > 3 ? `${best.length} policies` : best.map(({ policy }) => policy).join(", ");
  const parts = [`${names} with ${formatPercent(1 - first.missRatio)} hits`];
  if (lru) parts.push(`${pointsText(lru.missRatio - first.missRatio)} more than lru`);
  if (next && next !== lru) {
    parts.push(`${pointsText(next.missRatio - first.missRatio)} more than ${next.policy}, the next`);
  }
  if (bound) parts.push(`${pointsText(first.missRatio - bound.missRatio)} below the bound`);
  return `${parts.join(", ")}.`;
}
