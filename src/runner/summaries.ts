import { type HistogramData, LatencyHistogram } from "../base/latency_histogram.ts";
import type { LatencySummary } from "./result_schema.ts";

/** The figures of a histogram that a result shows. */
export function summaryOf(histogram: LatencyHistogram): LatencySummary {
  return {
    count: histogram.count,
    mean: histogram.mean,
    p50: histogram.quantile(0.5),
    p90: histogram.quantile(0.9),
    p95: histogram.quantile(0.95),
    p99: histogram.quantile(0.99),
    p999: histogram.quantile(0.999),
    max: histogram.max,
  };
}

/** Histograms of several runs as one. */
export function mergedOf(data: readonly (HistogramData | undefined)[]): LatencyHistogram {
  const merged = new LatencyHistogram();
  for (const one of data) if (one) merged.merge(LatencyHistogram.fromData(one));
  return merged;
}

/** Points of the latency spectrum: dense towards 1, even in log 1/(1-p), up to p99.9. */
export function spectrumOf(histogram: LatencyHistogram): [number, number][] {
  const points = 60;
  return Array.from({ length: points + 1 }, (_, step) => {
    const share = 1 - 10 ** (-3 * step / points);
    return [share, histogram.quantile(share)];
  });
}
