/** What a design costs and how slow it is. */
export interface CostPoint {
  readonly cost: number;
  readonly ms: number;
}

/**
 * The points that no other point beats on both counts, cheapest first: the best bargain for every amount of money. O(n log n).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paretoFront } from "./pareto_front.ts";
 * const front = paretoFront([{ cost: 3, ms: 10 }, { cost: 1, ms: 50 }, { cost: 4, ms: 20 }]);
 * assertEquals(front, [{ cost: 1, ms: 50 }, { cost: 3, ms: 10 }]);
 * ```
 */
export function paretoFront<Point extends CostPoint>(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.cost - b.cost || a.ms - b.ms);
  let fastest = Infinity;
  return sorted.filter(({ ms }) => {
    const isFaster = ms < fastest;
    if (isFaster) fastest = ms;
    return isFaster;
  });
}
