import type { MonitorReading } from "../monitor/budgets/budget.ts";
import type { RunRecord } from "./recorder.ts";
import { mergedOf } from "./summaries.ts";

/** Tiers that answer for the application's data, nearest first. */
const DATA_TIERS = ["l1", "l2"];

/** Look-ups and hits of the caches of pages: what a dashboard calls "combined". */
export function combinedHits(record: RunRecord): { requests: number; hits: number } {
  const first = DATA_TIERS.map((name) => record.tiers[name]).find((tier) => tier !== undefined);
  const hits = DATA_TIERS.reduce((sum, name) => sum + (record.tiers[name]?.hits ?? 0), 0);
  return { requests: first?.requests ?? 0, hits };
}

/** Share of cacheable look-ups that a cache of pages answered; 0 without any. */
export function combinedHitRatio(records: readonly RunRecord[]): number {
  const counts = records.map(combinedHits);
  const requests = counts.reduce((sum, count) => sum + count.requests, 0);
  return requests === 0 ? 0 : counts.reduce((sum, count) => sum + count.hits, 0) / requests;
}

/** What budgets are judged by: the totals of one or more runs. */
export function readingOf(records: readonly RunRecord[]): MonitorReading {
  const latency = mergedOf(records.map((record) => record.latency));
  const duration = mergedOf(records.map((record) => record.queries.duration));
  const requests = records.reduce((sum, record) => sum + record.requests, 0);
  const errors = records.reduce((sum, record) => sum + record.errors, 0);
  return {
    apiLatencyMs: (share) => latency.count === 0 ? null : latency.quantile(share),
    queryLatencyMs: (share) => duration.count === 0 ? null : duration.quantile(share),
    // The database alone has no cache that a budget could speak of.
    hitRatio: requests === 0 || records.every((record) => record.failover) ? null : combinedHitRatio(records),
    errorRatio: requests === 0 ? null : errors / requests,
    memoryRatio: requests === 0 ? null : Math.max(...records.map((record) => record.memoryRatio)),
    vital: (name, share) => {
      const histogram = mergedOf(records.map((record) => record.vitals[name]));
      return histogram.count === 0 ? null : histogram.quantile(share);
    },
  };
}
