import type { LatencyHistogram } from "../base/latency_histogram.ts";
import { Random } from "../base/random.ts";
import { blockInterval } from "../statistics/block_interval.ts";
import type { Turns } from "../workload/turns.ts";
import type { Circumstances } from "./predictions.ts";
import type { RunRecord } from "./recorder.ts";
import { mergedOf } from "./summaries.ts";

/** A run's blocks of time where it took no turns: longer than its latencies hang together. */
const BLOCK_MS = 5000;

const FIGURES = {
  mean: (all: LatencyHistogram) => all.mean,
  p50: (all: LatencyHistogram) => all.quantile(0.5),
  p95: (all: LatencyHistogram) => all.quantile(0.95),
  p99: (all: LatencyHistogram) => all.quantile(0.99),
};

/** What live latencies might have been, by how they differ from turn to turn; nothing with fewer than six turns in all. */
export function liveIntervals(
  runs: readonly { readonly record: RunRecord; readonly turns: Turns | undefined }[],
): NonNullable<Circumstances["liveIntervals"]> {
  const blocks = runs.flatMap(({ record: { windows, windowMs }, turns }) => {
    const each = Math.max(1, Math.round((turns?.turnMs ?? BLOCK_MS) / windowMs));
    return Array.from(
      { length: Math.ceil(windows.length / each) },
      (_, block) => mergedOf(windows.slice(block * each, (block + 1) * each).map(({ latency }) => latency)),
    );
  });
  const random = new Random(1);
  return Object.fromEntries(
    Object.entries(FIGURES).flatMap(([name, figure]) => {
      const interval = blockInterval(blocks, figure, random);
      return interval === undefined ? [] : [[name, interval]];
    }),
  );
}
