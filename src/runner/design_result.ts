import type { DesignConfig } from "../designs/design_config.ts";
import { partsOf } from "../designs/parts_of.ts";
import { breakdownOf } from "./breakdown.ts";
import { budgetResults } from "./budget_results.ts";
import { combinedHitRatio } from "./reading.ts";
import { latencyHeatOf } from "./latency_heat.ts";
import type { RunRecord } from "./recorder.ts";
import { resourcesOf } from "./resources.ts";
import type { DesignResult } from "./result_schema.ts";
import { mergedOf, spectrumOf, summaryOf } from "./summaries.ts";
import { timeSeriesOf } from "./time_series.ts";

/** One repeat of a design: its seed and its record. */
export interface Repeat {
  readonly seed: number;
  readonly record: RunRecord;
}

/** In the order in which a request meets them. */
const QUERY_TIER = "query-cache";
const TIER_ORDER = ["service-worker", "cdn", "nginx", "l1", "l2", QUERY_TIER];

/** What a result says of a design, from its repeats. */
export function designResult(name: string, config: DesignConfig, repeats: readonly Repeat[]): DesignResult {
  const records = repeats.map((repeat) => repeat.record);
  const sum = (pick: (record: RunRecord) => number) => records.reduce((total, record) => total + pick(record), 0);
  const heat = latencyHeatOf(records);
  const latency = mergedOf(records.map((record) => record.latency));
  const requests = sum((record) => record.requests);
  const errors = sum((record) => record.errors);
  const seconds = sum((record) => record.endMs) / 1000;
  const tierNames = tierNamesOf(records);
  const breakdown = breakdownOf(records);
  const failover = repeats.flatMap(({ seed, record }) =>
    record.failover === undefined ? [] : [{ ...record.failover, seed, messages: [...record.failover.messages] }]
  );
  return {
    name,
    description: config.description,
    parts: partsOf(config),
    resources: resourcesOf(config),
    ...(heat && { heat }),
    requests,
    errors,
    errorRatio: requests === 0 ? 0 : errors / requests,
    latencyMs: summaryOf(latency),
    spectrum: spectrumOf(latency),
    tiers: tierNames.map((tier) => {
      const { lookups, hits } = countsOf(records, tier);
      return {
        name: tier,
        requests: lookups,
        hits,
        hitRatio: lookups === 0 ? 0 : hits / lookups,
        shareOfAll: shareOf(records, tier),
        latencyMs: summaryOf(mergedOf(records.map((record) => record.tiers[tier]?.latency))),
      };
    }),
    hitRatio: combinedHitRatio(records),
    budgets: budgetResults(records),
    throughputRps: seconds === 0 ? 0 : requests / seconds,
    bytesOut: sum((record) => record.bytes),
    originBytes: sum((record) => record.originBytes),
    servedBy: added(records.map((record) => record.byServer)),
    latencyByRoute: mergedByName(records.map((record) => record.byRoute)),
    database: {
      queries: sum((record) => record.queries.count),
      writes: sum((record) => record.queries.writes),
      slowQueries: sum((record) => record.queries.slow),
      queriesPerSecond: seconds === 0 ? 0 : sum((record) => record.queries.count) / seconds,
      durationMs: summaryOf(mergedOf(records.map((record) => record.queries.duration))),
      waitMs: summaryOf(mergedOf(records.map((record) => record.queries.wait))),
      longestQueue: Math.max(0, ...records.map((record) => record.queries.longestQueue)),
    },
    compression: {
      replies: sum((record) => record.compression.replies),
      inputBytes: sum((record) => record.compression.inputBytes),
      outputBytes: sum((record) => record.compression.outputBytes),
      latencyMs: summaryOf(mergedOf(records.map((record) => record.compression.latency))),
    },
    vitals: mergedByName(records.map((record) => record.vitals)),
    degraded: added(records.map((record) => record.degraded)),
    alerts: repeats.flatMap(({ seed, record }) => record.alerts.map((alert) => ({ ...alert, seed }))),
    invalidations: sum((record) => record.invalidations),
    evictions: sum((record) => record.evictions),
    ...(breakdown.length > 0 && { breakdown, channels: mergedByName(records.map((record) => record.channels)) }),
    ...(failover.length > 0 && { failover }),
    series: timeSeriesOf(records, tierNames),
    repeats: repeats.map((repeat) => repeatResult(repeat, tierNames)),
  };
}

function repeatResult({ seed, record }: Repeat, tierNames: readonly string[]): DesignResult["repeats"][number] {
  return {
    seed,
    requests: record.requests,
    errors: record.errors,
    latencyMs: summaryOf(mergedOf([record.latency])),
    hitRatio: combinedHitRatio([record]),
    tiers: tierNames.map((name) => {
      const { lookups, hits } = countsOf([record], name);
      return { name, hitRatio: lookups === 0 ? 0 : hits / lookups, shareOfAll: shareOf([record], name) };
    }),
    throughputRps: record.endMs === 0 ? 0 : record.requests / (record.endMs / 1000),
    queriesPerSecond: record.endMs === 0 ? 0 : record.queries.count / (record.endMs / 1000),
    bytesOut: record.bytes,
    digest: record.digest,
  };
}

function countsOf(records: readonly RunRecord[], tier: string): { lookups: number; hits: number } {
  const sum = (pick: (record: RunRecord) => number) => records.reduce((total, record) => total + pick(record), 0);
  return {
    lookups: sum((record) => record.tiers[tier]?.requests ?? 0),
    hits: sum((record) => record.tiers[tier]?.hits ?? 0),
  };
}

/**
 * Share of all requests that a tier answered. A request makes several queries, so for the query cache it is its hit ratio's
 * part of the requests that no other tier answered.
 */
function shareOf(records: readonly RunRecord[], tier: string): number {
  const requests = records.reduce((total, record) => total + record.requests, 0);
  if (requests === 0) return 0;
  const { lookups, hits } = countsOf(records, tier);
  if (tier !== QUERY_TIER) return Math.min(1, hits / requests);
  const others = TIER_ORDER.filter((name) => name !== QUERY_TIER);
  const answered = others.reduce((total, name) => total + countsOf(records, name).hits, 0) / requests;
  return lookups === 0 ? 0 : Math.max(0, 1 - answered) * hits / lookups;
}

function tierNamesOf(records: readonly RunRecord[]): string[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record.tiers)))];
  const rank = (name: string) => (TIER_ORDER.indexOf(name) + TIER_ORDER.length + 1) % (TIER_ORDER.length + 1);
  return names.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}

function added(counts: readonly Record<string, number>[]): Record<string, number> {
  const total = new Map<string, number>();
  for (const count of counts) {
    for (const [name, value] of Object.entries(count)) total.set(name, (total.get(name) ?? 0) + value);
  }
  return Object.fromEntries([...total].sort(([one], [other]) => one < other ? -1 : 1));
}

function mergedByName(data: readonly Record<string, RunRecord["latency"]>[]): DesignResult["vitals"] {
  const names = [...new Set(data.flatMap((one) => Object.keys(one)))].sort();
  return Object.fromEntries(names.map((name) => [name, summaryOf(mergedOf(data.map((one) => one[name])))]));
}
