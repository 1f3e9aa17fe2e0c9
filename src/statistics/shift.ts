import { LEAST_A_SIDE, mannWhitney } from "./mann_whitney.ts";

/** By how much one sample lies above another. */
export interface Shift {
  /** Hodges and Lehmann's estimate (1963): the median of all differences first - second. */
  readonly estimate: number;
  /** All shifts that Mann and Whitney's test does not rule out, two-sided. */
  readonly interval: readonly [number, number];
}

/**
 * The shift between two independent samples, and the interval that belongs to Mann and Whitney's test: a shift is inside when the
 * test does not call the samples different after it is taken off. No normal distribution is assumed. O(k log k) and
 * some tests, with k differences.
 *
 * @param level 0..1: an interval of 1 - level.
 * @throws RangeError with fewer than five values on a side.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shiftOf } from "./shift.ts";
 * assertEquals(shiftOf([11, 12, 13, 14, 15], [1, 2, 3, 4, 5], 0.05), { estimate: 10, interval: [7, 13] });
 * ```
 */
export function shiftOf(first: readonly number[], second: readonly number[], level: number): Shift {
  if (first.length < LEAST_A_SIDE || second.length < LEAST_A_SIDE) mannWhitney(first, second);
  const differences = first.flatMap((one) => second.map((other) => one - other)).sort((one, other) => one - other);
  const middle = differences.length >> 1;
  const estimate = differences.length % 2 === 1
    ? differences[middle]!
    : (differences[middle - 1]! + differences[middle]!) / 2;
  // A shift just below the k-th smallest difference leaves k - 1 of them below: U is k - 1.
  const rank = significantCount(first.length, second.length, level);
  return { estimate, interval: [differences[rank - 1]!, differences[differences.length - rank]!] };
}

/** How many values of U, from 0 on, are significant. */
function significantCount(size: number, other: number, level: number): number {
  let [from, to] = [0, size * other >> 1];
  // The p-value grows with U up to the middle: bisect for the first U that is not significant.
  while (from < to) {
    const u = (from + to) >>> 1;
    if (pOfU(u, size, other) <= level) from = u + 1;
    else to = u;
  }
  return Math.max(1, from);
}

/** Two-sided p of U in samples without ties: any such sample of that U tells. */
function pOfU(u: number, size: number, other: number): number {
  const second = Array.from({ length: other }, (_, index) => index);
  // Each value of the first side beats `other` of the second at most; the last ones take what is left.
  let left = u;
  const first = Array.from({ length: size }, (_, index) => {
    const beaten = Math.min(other, left);
    left -= beaten;
    return beaten - 0.9 + 0.5 * (index + 1) / (size + 1);
  });
  return mannWhitney(first, second).pValue;
}
