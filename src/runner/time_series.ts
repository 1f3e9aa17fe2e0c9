import type { DesignResult } from "./result_schema.ts";
import type { RunRecord, WindowRecord } from "./recorder.ts";
import { mergedOf } from "./summaries.ts";

type Point = DesignResult["series"]["points"][number];

/** One series from the windows of all repeats: counts as means over the repeats, percentiles over their joint replies. */
export function timeSeriesOf(records: readonly RunRecord[], tierNames: readonly string[]): DesignResult["series"] {
  const windowMs = records[0]?.windowMs ?? 1000;
  // The last window of a run is not full; a figure per second of it would be too low.
  const length = Math.max(1, Math.min(...records.map((record) => record.windows.length)) - 1);
  const points = Array.from({ length }, (_, index) => {
    const windows = records.map((record) => record.windows[index]).filter((window) => window !== undefined);
    return pointOf(windows, { atMs: index * windowMs, windowMs, tierNames });
  });
  return { windowMs, points };
}

function pointOf(
  windows: readonly WindowRecord[],
  span: { atMs: number; windowMs: number; tierNames: readonly string[] },
): Point {
  // A run that was stopped before its first event has no window at all.
  const seconds = Math.max(1, windows.length) * span.windowMs / 1000;
  const sum = (pick: (window: WindowRecord) => number) => windows.reduce((total, window) => total + pick(window), 0);
  const ratio = (hits: number, requests: number) => requests === 0 ? null : hits / requests;
  const ofTier = (name: string) => ({
    requests: sum((window) => window.tiers[name]?.requests ?? 0),
    hits: sum((window) => window.tiers[name]?.hits ?? 0),
  });
  const latency = mergedOf(windows.map((window) => window.latency));
  const l1 = ofTier("l1");
  const l2 = ofTier("l2");
  return {
    atMs: span.atMs,
    throughputRps: sum((window) => window.replies) / seconds,
    p50: latency.quantile(0.5),
    p95: latency.quantile(0.95),
    p99: latency.quantile(0.99),
    hitRatio: ratio(l1.hits + l2.hits, l1.requests || l2.requests),
    tierHitRatios: Object.fromEntries(
      span.tierNames.map((name) => [name, ratio(ofTier(name).hits, ofTier(name).requests)]),
    ),
    originRps: sum((window) => window.queries) / seconds,
    bytesPerSecond: sum((window) => window.bytes) / seconds,
    errors: sum((window) => window.errors) / Math.max(1, windows.length),
  };
}
