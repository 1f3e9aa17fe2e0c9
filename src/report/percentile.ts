import { formatDuration } from "../base/units.ts";
import type { LatencySummary } from "../runner/result_schema.ts";

/** The percentiles of a summary, with the share of values below each. */
export const PERCENTILES = [
  { key: "p50", label: "p50", share: 0.5 },
  { key: "p90", label: "p90", share: 0.9 },
  { key: "p95", label: "p95", share: 0.95 },
  { key: "p99", label: "p99", share: 0.99 },
  { key: "p999", label: "p99.9", share: 0.999 },
] as const;

export type Percentile = (typeof PERCENTILES)[number];

/**
 * Whether so many values carry that percentile: a two-sided 95 % interval from order statistics exists only when
 * share^n <= 0.025 (David and Nagaraja, "Order Statistics", 2003, section 7.1): n >= 72 for p95, 368 for p99, 3,688 for p99.9.
 */
export function carries(summary: LatencySummary, percentile: Percentile): boolean {
  return summary.count * Math.log(percentile.share) <= Math.log(0.025);
}

/** The percentile with its unit; says so when there are too few values for it, a dash when there are none. */
export function percentileText(summary: LatencySummary, percentile: Percentile): string {
  if (summary.count === 0) return "–";
  return carries(summary, percentile) ? formatDuration(summary[percentile.key]) : "too few";
}
