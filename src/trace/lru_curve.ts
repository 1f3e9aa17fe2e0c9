import { RecencyRanks } from "./recency_ranks.ts";

/** How far back requests reach: what decides the misses of an LRU of every size. */
export interface StackDistances {
  readonly requests: number;
  /** First requests, which miss at every size. */
  readonly first: number;
  /** `hits[d]`: (estimated) requests whose stack distance is d; they hit when the cache holds at least d objects. */
  readonly hits: Float64Array;
  /** Objects that one step of `hits` stands for: 1 when exact. */
  readonly step: number;
}

/**
 * Exact LRU stack distances in one pass: the misses of every cache size at once (Mattson et al., 1970).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lruMissRatio, stackDistances } from "./lru_curve.ts";
 * const distances = stackDistances(Uint32Array.of(0, 1, 0, 2, 1), 3);
 * assertEquals([2, 3].map((size) => lruMissRatio(distances, size)), [0.8, 0.6]);
 * ```
 */
export function stackDistances(ids: Uint32Array, objects: number): StackDistances {
  const ranks = new RecencyRanks(objects);
  const hits = new Float64Array(objects + 1);
  for (let index = 0; index < ids.length; index++) hits[ranks.request(ids[index]!)]!++;
  const first = hits[0]!;
  hits[0] = 0;
  return { requests: ids.length, first, hits, step: 1 };
}

/** The miss ratio of an LRU of so many objects. For many sizes ask `lruCurve`, which sums once. */
export function lruMissRatio(distances: StackDistances, size: number): number {
  return lruCurve(distances, [size])[0]!;
}

/** The miss ratios at these sizes (ascending) in one sweep. */
export function lruCurve(distances: StackDistances, sizes: readonly number[]): number[] {
  const { hits, step, requests } = distances;
  let hitsSoFar = 0;
  let distance = 0;
  return sizes.map((size) => {
    for (; distance < hits.length && distance * step <= size; distance++) hitsSoFar += hits[distance]!;
    return Math.min(1, Math.max(0, (requests - hitsSoFar) / requests));
  });
}
