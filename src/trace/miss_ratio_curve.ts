import { Random } from "../base/random.ts";
import type { PolicySpec } from "../eviction/create_policy.ts";
import { createReplay } from "../eviction/create_replay.ts";
import { nextAccess } from "./next_access.ts";
import { type Sample, sampleIds } from "./sample_ids.ts";
import type { Trace } from "./trace.ts";

/** Miss ratios by cache size in objects, ascending. */
export interface MissRatioCurve {
  readonly sizes: readonly number[];
  readonly missRatios: readonly number[];
  /** Share of the ids that was simulated; 1 is exact. */
  readonly rate: number;
}

/**
 * A curve for any policy by miniature simulation: a hashed share of the ids in a cache of the same share of the size
 * (Waldspurger, Saemundsson, Ahmad, Park, Cache modeling and optimization using miniature simulations, USENIX ATC 2017). Departs from
 * the paper as `shardsFixedRate` does: requests are weighed by popularity, first requests are counted.
 *
 * @param options `rate`: share of ids; by default what leaves about 16,000 ids, so that small traces are exact.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePolicy } from "../eviction/create_policy.ts";
 * import { missRatioCurve } from "./miss_ratio_curve.ts";
 * import { traceOf } from "./trace_of.ts";
 * const curve = missRatioCurve(traceOf([1, 2, 1, 3, 2]), parsePolicy("lru"), [2, 3]);
 * assertEquals(curve.missRatios, [0.8, 0.6]);
 * ```
 */
export function missRatioCurve(
  trace: Trace,
  policy: PolicySpec,
  sizes: readonly number[],
  options: { rate?: number; seed?: number } = {},
): MissRatioCurve {
  const rate = options.rate ?? Math.min(1, 16_384 / trace.objects);
  const sample = sampleIds(trace.ids, trace.objects, rate);
  const next = policy.entry.clairvoyant ? nextAccess(sample.ids, sample.objects) : null;
  const missRatios = sizes.map((size) => {
    const capacity = Math.max(1, Math.round(size * rate));
    const random = new Random(options.seed ?? 1).fork(`${policy.text} at ${size}`);
    const mini = createReplay(policy, { capacity, ids: sample.objects, random, byUnits: true });
    const missed = new Uint8Array(sample.ids.length);
    mini.replay({ ids: sample.ids, sizes: null, next, objects: sample.objects, missed }, 0, sample.ids.length);
    return Math.min(1, (trace.objects + repeatedMisses(sample, missed)) / trace.ids.length);
  });
  return { sizes, missRatios, rate };
}

/** What the sample's misses stand for, first requests aside. */
function repeatedMisses(sample: Sample, missed: Uint8Array): number {
  const seen = new Uint8Array(sample.objects);
  let misses = 0;
  for (let index = 0; index < missed.length; index++) {
    const id = sample.ids[index]!;
    if (missed[index] === 1 && seen[id] === 1) misses += sample.weights[id]!;
    seen[id] = 1;
  }
  return misses;
}

/**
 * Sizes for a curve: about `points`, evenly spaced on a logarithmic axis from 1/1000 of the objects (at least 1) to all of them.
 */
export function curveSizes(objects: number, points = 32): number[] {
  const least = Math.max(1, objects / 1000);
  const sizes = Array.from({ length: points }, (_, point) => {
    return Math.max(1, Math.round(least * Math.pow(objects / least, points === 1 ? 1 : point / (points - 1))));
  });
  return [...new Set(sizes)];
}

/**
 * Where a curve bends: the index of the point farthest below the straight line between its ends, sizes on a linear axis; -1 when
 * there is no such point. (Satopää, Albrecht, Irwin, Raghavan, Finding a Kneedle in a haystack, 2011, without smoothing.)
 */
export function kneeOf(curve: MissRatioCurve): number {
  const { sizes, missRatios } = curve;
  const last = sizes.length - 1;
  if (last < 2) return -1;
  const [width, height] = [sizes[last]! - sizes[0]!, missRatios[0]! - missRatios[last]!];
  let knee = -1;
  let most = 0;
  for (let point = 1; point < last; point++) {
    const below = (missRatios[0]! - missRatios[point]!) / height - (sizes[point]! - sizes[0]!) / width;
    if (!(below > most)) continue;
    most = below;
    knee = point;
  }
  return knee;
}
