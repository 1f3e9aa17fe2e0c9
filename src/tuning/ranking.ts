import type { Standing } from "./standing.ts";

/** Costs that differ by less are the same: no price list is more precise. Of the limit 1, as a ratio. */
export const SAME_COST = 0.01;

/**
 * Best first: what keeps the budgets before what misses them; of these the cheapest, and among costs within 1 % of the
 * cheapest the fastest; what misses the budgets by how far. O(n log n), ties in the given order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ranked } from "./ranking.ts";
 * const of = (name: string, cost: number, ms: number, miss: number) => ({ name, standing: { cost, ms, miss } });
 * const order = ranked([of("dear", 9, 1, 0), of("slow", 5, 80, 0), of("fast", 5.01, 60, 0), of("broken", 1, 1, 0.2)]);
 * assertEquals(order.map(({ name }) => name), ["fast", "slow", "dear", "broken"]);
 * ```
 */
export function ranked<Entry extends { readonly standing: Standing }>(entries: readonly Entry[]): Entry[] {
  const keeping = entries.filter(({ standing }) => standing.miss === 0);
  const cheapest = Math.min(...keeping.map(({ standing }) => standing.cost));
  const isCheap = ({ standing }: Entry) => standing.cost <= cheapest * (1 + SAME_COST);
  return [
    ...keeping.filter(isCheap).sort((a, b) => a.standing.ms - b.standing.ms || a.standing.cost - b.standing.cost),
    ...keeping.filter((entry) => !isCheap(entry))
      .sort((a, b) => a.standing.cost - b.standing.cost || a.standing.ms - b.standing.ms),
    ...entries.filter(({ standing }) => standing.miss > 0)
      .sort((a, b) => a.standing.miss - b.standing.miss || a.standing.cost - b.standing.cost),
  ];
}
