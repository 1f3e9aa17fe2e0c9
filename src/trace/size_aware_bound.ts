import { nextAccess } from "./next_access.ts";
import type { Trace } from "./trace.ts";

/**
 * A bound that no policy can beat when objects differ in size: at least so many requests miss. Keeping an object from one
 * request to the next costs its size times the requests between; the cheapest such intervals are taken until what the cache
 * can give in all, capacity times requests, is used up. (PFOO-L of Berger, Beckmann, Harchol-Balter, Practical bounds on optimal
 * caching with variable object sizes, SIGMETRICS 2018.)
 *
 * @param capacities In bytes, or in objects when the trace has no sizes. One sort serves all.
 * @returns The least miss ratio at each capacity.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sizeAwareBound } from "./size_aware_bound.ts";
 * import { traceOf } from "./trace_of.ts";
 * assertEquals(sizeAwareBound(traceOf([1, 2, 1, 2]), [2, 1]), [0.5, 0.5]);
 * ```
 */
export function sizeAwareBound(trace: Trace, capacities: readonly number[]): number[] {
  const { ids, sizes } = trace;
  const next = nextAccess(ids, trace.objects);
  const costs: number[] = [];
  const perCapacity = capacities.map(() => 0);
  for (let index = 0; index < ids.length; index++) {
    if (next[index]! >= ids.length) continue;
    // The size that counts is the one at the next request: that is what would hit.
    const size = sizes === null ? 1 : sizes[next[index]!]!;
    costs.push((next[index]! - index) * size);
  }
  const sorted = Float64Array.from(costs).sort();
  return perCapacity.map((_, which) => {
    let budget = capacities[which]! * ids.length;
    let hits = 0;
    while (hits < sorted.length && sorted[hits]! <= budget) budget -= sorted[hits++]!;
    return 1 - hits / ids.length;
  });
}
