import { type StackDistances, stackDistances } from "./lru_curve.ts";
import { RecencyRanks } from "./recency_ranks.ts";
import { sampleIds } from "./sample_ids.ts";

/**
 * SHARDS with a fixed rate (Waldspurger, Park, Garthwaite, Ahmad, Efficient MRC construction with SHARDS, FAST 2015): stack
 * distances of a hashed share of the ids, stretched by 1 / rate.
 *
 * Departs from the paper in its correction. SHARDS-adj takes what the sample has too few or too many of requests as hits at
 * distance 1; here requests are weighed by the popularity of their id (see `sampleIds`), which needs one more pass. First requests
 * are counted, not estimated, so the curve ends at the right height.
 *
 * @param rate Above 0, at most 1; 1 is exact.
 */
export function shardsFixedRate(ids: Uint32Array, objects: number, rate: number): StackDistances {
  if (rate === 1) return stackDistances(ids, objects);
  const sample = sampleIds(ids, objects, rate);
  const ranks = new RecencyRanks(sample.objects);
  const hits = new Float64Array(objects + 1);
  for (let index = 0; index < sample.ids.length; index++) {
    const id = sample.ids[index]!;
    const distance = ranks.request(id);
    if (distance === 0) continue;
    // The others in between are stretched, the id itself is one object.
    hits[Math.min(objects, Math.round((distance - 1) / rate) + 1)]! += sample.weights[id]!;
  }
  for (const { requests, gap } of sample.absent) hits[Math.min(objects, Math.ceil(gap))]! += requests;
  return { requests: ids.length, first: objects, hits, step: 1 };
}
