/**
 * Holm's correction (1979): p-values that may all be compared with the same level, so that the chance of any false finding among
 * them stays below it. O(n log n).
 *
 * @returns The adjusted p-values in the order of the given ones.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { holm } from "./holm.ts";
 * const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
 * [0.03, 0.06, 0.06, 0.02].forEach((p, index) => assertAlmostEquals(adjusted[index]!, p, 1e-12));
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((one, other) => pValues[one]! - pValues[other]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = least;
  });
  return adjusted;
}
