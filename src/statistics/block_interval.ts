import { LatencyHistogram } from "../base/latency_histogram.ts";
import type { Random } from "../base/random.ts";

/** Fewer blocks carry no interval. */
const LEAST_BLOCKS = 6;
const RESAMPLES = 999;
const CONFIDENCE = 0.95;

/**
 * What a figure of latencies might have been, had the run met other moments of the same kind: the percentile bootstrap over blocks of
 * time (Künsch 1989, with blocks that do not overlap). Latencies that hang together stay together, which order statistics ignore. With
 * eight blocks the interval is too narrow rather than too wide: tests hold its coverage to at least 0.8 where 0.95 is meant.
 *
 * @param blocks The latencies of each block, in ms.
 * @param figure Of all latencies together.
 * @returns undefined with fewer than six blocks.
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { LatencyHistogram } from "../base/latency_histogram.ts";
 * import { Random } from "../base/random.ts";
 * import { blockInterval } from "./block_interval.ts";
 * const random = new Random(1);
 * const blocks = Array.from({ length: 8 }, () => {
 *   const block = new LatencyHistogram();
 *   for (let index = 0; index < 100; index++) block.record(random.exponential(10));
 *   return block;
 * });
 * const [from, to] = blockInterval(blocks, (all) => all.mean, random)!;
 * assert(from > 8 && from < 10 && to > 10 && to < 12);
 * ```
 */
export function blockInterval(
  blocks: readonly LatencyHistogram[],
  figure: (all: LatencyHistogram) => number,
  random: Random,
): readonly [number, number] | undefined {
  if (blocks.length < LEAST_BLOCKS) return undefined;
  const figures = Float64Array.from({ length: RESAMPLES }, () => {
    const all = new LatencyHistogram();
    for (let drawn = 0; drawn < blocks.length; drawn++) all.merge(blocks[random.below(blocks.length)]!);
    return figure(all);
  }).sort();
  const tail = Math.floor((1 - CONFIDENCE) / 2 * (RESAMPLES + 1));
  return [figures[tail - 1]!, figures[RESAMPLES - tail]!];
}
