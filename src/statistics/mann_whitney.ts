import { cumulativeStdNormalProbability } from "simple-statistics";

/** Fewer on either side and no outcome is significant: with three a side the least p-value is 0.10. */
export const LEAST_A_SIDE = 5;
/** Up to so many a side the distribution is counted out, ties included; above, the normal approximation takes over. */
const MOST_EXACT = 40;

export interface MannWhitney {
  /** Pairs in which the first side's value is the larger one; ties count half. */
  readonly u: number;
  /** Two-sided. */
  readonly pValue: number;
  /** One-sided: of such a U or a lower one (the first side tends to smaller values), if neither tended. */
  readonly pBelow: number;
  /** One-sided: of such a U or a higher one. */
  readonly pAbove: number;
  readonly isExact: boolean;
}

/**
 * Mann and Whitney's test (1947) that neither of two independent samples tends to larger values. Exact over all ways to deal
 * the mid-ranks out, so ties need no correction; above 40 a side normal, with the corrections for ties and continuity.
 *
 * Complexity: O(n^4) exact with n values in all, some ms at most.
 *
 * @throws RangeError with fewer than five values on a side.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { mannWhitney } from "./mann_whitney.ts";
 * assertAlmostEquals(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).pValue, 2 / 252, 1e-12);
 * ```
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney {
  if (first.length < LEAST_A_SIDE || second.length < LEAST_A_SIDE) {
    throw new RangeError(
      `Cannot compare two samples: each must have at least ${LEAST_A_SIDE} values: ` +
        `received ${first.length} and ${second.length}`,
    );
  }
  const doubled = doubledMidRanks([...first, ...second]);
  const rankSum = doubled.slice(0, first.length).reduce((sum, rank) => sum + rank, 0);
  const u = rankSum / 2 - first.length * (first.length + 1) / 2;
  const isExact = Math.max(first.length, second.length) <= MOST_EXACT;
  return { u, isExact, ...(isExact ? exactP(doubled, first.length, rankSum) : normalP(doubled, first.length, u)) };
}

/** Twice the mid-rank of each value: whole numbers. */
function doubledMidRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((one, other) => values[one]! - values[other]!);
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let at = from; at < to; at++) ranks[order[at]!] = from + 1 + to;
    from = to;
  }
  return ranks;
}

type Probabilities = Pick<MannWhitney, "pValue" | "pBelow" | "pAbove">;

/** Shares of all choices of `size` ranks: whose sum is as far from the middle as the observed one, or as low, or as high. */
function exactP(doubled: readonly number[], size: number, observed: number): Probabilities {
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  ways[0]![0] = 1;
  for (const rank of doubled) {
    for (let chosen = size; chosen >= 1; chosen--) {
      const [without, upTo] = [ways[chosen - 1]!, ways[chosen]!];
      for (let sum = total; sum >= rank; sum--) upTo[sum]! += without[sum - rank]!;
    }
  }
  const middle = total * size / doubled.length;
  const off = Math.abs(observed - middle) - 1e-9;
  let [all, extreme, below, above] = [0, 0, 0, 0];
  ways[size]!.forEach((count, sum) => {
    all += count;
    if (Math.abs(sum - middle) >= off) extreme += count;
    if (sum <= observed) below += count;
    if (sum >= observed) above += count;
  });
  return { pValue: Math.min(1, extreme / all), pBelow: Math.min(1, below / all), pAbove: Math.min(1, above / all) };
}

function normalP(doubled: readonly number[], size: number, u: number): Probabilities {
  const all = doubled.length;
  const other = all - size;
  const counts = new Map<number, number>();
  for (const rank of doubled) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  const ties = [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
  const variance = size * other / 12 * (all + 1 - ties / (all * (all - 1)));
  if (variance === 0) return { pValue: 1, pBelow: 1, pAbove: 1 };
  const off = u - size * other / 2;
  const upTo = (distance: number) => cumulativeStdNormalProbability((distance + 0.5) / Math.sqrt(variance));
  const z = Math.max(0, Math.abs(off) - 0.5) / Math.sqrt(variance);
  return {
    pValue: Math.min(1, 2 * (1 - cumulativeStdNormalProbability(z))),
    pBelow: upTo(off),
    pAbove: upTo(-off),
  };
}
