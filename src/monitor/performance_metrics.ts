import type { LatencyHistogram } from "../base/latency_histogram.ts";
import type { PoolEvent } from "../ports/probe.ts";
import type { BudgetAlert } from "./budget_alert.ts";
import { keepsBudget, type VitalName } from "./budgets/budget.ts";
import type { Tally } from "./tally.ts";
import { rateVital, type VitalRating } from "./web_vital.ts";

/** A web vital over the window. */
export interface VitalMetric {
  readonly p75: number | null;
  readonly rating: VitalRating | null;
  readonly count: number;
}

/** Look-ups at one tier over the window. */
export interface TierMetric {
  readonly lookups: number;
  readonly hits: number;
  /** hits / lookups of this tier */
  readonly hitRatio: number | null;
  /** hits / lookups at the first level: these shares add up to `combinedHitRatio`. */
  readonly shareOfAll: number | null;
}

/** An alert that fired or cleared. */
export interface AlertRecord {
  readonly budget: string;
  readonly state: "firing" | "cleared";
  readonly value: number;
  /** Ms since the start. */
  readonly atMs: number;
}

/** What `GET /api/performance/metrics` answers. Latencies in ms, ratios 0..1, null where nothing was measured. */
export interface PerformanceMetrics {
  readonly nowMs: number;
  /** Everything but what is called total is of the last so many ms. */
  readonly windowMs: number;
  readonly webVitals: Readonly<Record<VitalName, VitalMetric>>;
  readonly cache: {
    readonly l1: TierMetric;
    readonly l2: TierMetric;
    readonly queryCache: TierMetric;
    readonly combinedHitRatio: number | null;
    /** Mean time of a look-up that hit, over both levels. */
    readonly meanResponseMs: number | null;
    /** Every tier that was heard of, "cdn" and "nginx" too. */
    readonly tiers: Readonly<Record<string, TierMetric>>;
  };
  readonly database: {
    readonly queryCacheHitRatio: number | null;
    readonly queries: number;
    readonly avgMs: number | null;
    readonly p95Ms: number | null;
    readonly slowQueries: number;
    /** As the pool last told; null when there is none. */
    readonly activeConnections: number | null;
    readonly waiting: number | null;
    readonly poolSize: number | null;
  };
  readonly api: {
    /** Since the start. */
    readonly total: number;
    readonly totalErrors: number;
    readonly requests: number;
    readonly avgMs: number | null;
    readonly p50Ms: number | null;
    readonly p95Ms: number | null;
    readonly p99Ms: number | null;
    readonly errorRatio: number | null;
    readonly bytes: number;
    readonly byRoute: Readonly<Record<string, RouteMetric>>;
  };
  readonly compression: {
    readonly inputBytes: number;
    readonly outputBytes: number;
    readonly savedRatio: number | null;
  };
  readonly memoryRatio: number | null;
  readonly budgets: readonly BudgetMetric[];
  /** The last alerts, oldest first. */
  readonly alerts: readonly AlertRecord[];
}

/** Replies of one route over the window. */
export interface RouteMetric {
  readonly requests: number;
  readonly avgMs: number;
  readonly p95Ms: number;
  readonly errorRatio: number;
  readonly cacheHitRatio: number | null;
}

/** How a budget stands. */
export interface BudgetMetric {
  readonly id: string;
  readonly metric: string;
  readonly unit: "ms" | "ratio" | "score";
  readonly relation: "<=" | ">=";
  readonly limit: number;
  readonly value: number | null;
  /** Null when there is no value. */
  readonly pass: boolean | null;
  readonly isFiring: boolean;
}

/** What the metrics are made of. */
export interface MetricsSources {
  readonly nowMs: number;
  readonly windowMs: number;
  /** The window, added up. */
  readonly tally: Tally;
  readonly total: { readonly requests: number; readonly errors: number };
  readonly pool: PoolEvent | undefined;
  readonly alerts: readonly BudgetAlert[];
  readonly history: readonly AlertRecord[];
}

/** Writes the metrics down. */
export function performanceMetrics(sources: MetricsSources): PerformanceMetrics {
  const { alerts, history, nowMs, tally, windowMs } = sources;
  return {
    nowMs,
    windowMs,
    webVitals: {
      LCP: vitalMetric(tally, "LCP"),
      FID: vitalMetric(tally, "FID"),
      CLS: vitalMetric(tally, "CLS"),
      TTFB: vitalMetric(tally, "TTFB"),
    },
    cache: cacheMetrics(tally),
    database: databaseMetrics(tally, sources.pool),
    api: apiMetrics(tally, sources.total),
    compression: {
      inputBytes: tally.compressedInputBytes,
      outputBytes: tally.compressedOutputBytes,
      savedRatio: ratio(tally.compressedInputBytes - tally.compressedOutputBytes, tally.compressedInputBytes),
    },
    memoryRatio: tally.memoryRatio,
    budgets: alerts.map((alert) => budgetMetric(alert, tally)),
    alerts: [...history],
  };
}

function vitalMetric(tally: Tally, name: VitalName): VitalMetric {
  const p75 = tally.vital(name, 0.75);
  return { p75, rating: p75 === null ? null : rateVital(name, p75), count: tally.vitals[name].count };
}

function cacheMetrics(tally: Tally): PerformanceMetrics["cache"] {
  const tiers = Object.fromEntries([...tally.tiers.keys()].map((name) => [name, tierMetric(tally, name)]));
  const levels = ["l1", "l2"].flatMap((name) => tally.tiers.get(name) ?? []);
  const hits = levels.reduce((sum, level) => sum + level.hits, 0);
  return {
    l1: tierMetric(tally, "l1"),
    l2: tierMetric(tally, "l2"),
    queryCache: tierMetric(tally, "query-cache"),
    combinedHitRatio: tally.hitRatio,
    meanResponseMs: ratio(levels.reduce((sum, level) => sum + level.hitLatencyMs, 0), hits),
    tiers,
  };
}

function tierMetric(tally: Tally, name: string): TierMetric {
  const { hits, lookups } = tally.tiers.get(name) ?? { hits: 0, lookups: 0 };
  return { lookups, hits, hitRatio: ratio(hits, lookups), shareOfAll: ratio(hits, tally.lookups) };
}

function databaseMetrics(tally: Tally, pool: PoolEvent | undefined): PerformanceMetrics["database"] {
  return {
    queryCacheHitRatio: tierMetric(tally, "query-cache").hitRatio,
    queries: tally.query.count,
    avgMs: meanOf(tally.query),
    p95Ms: tally.queryLatencyMs(0.95),
    slowQueries: tally.slowQueries,
    activeConnections: pool?.active ?? null,
    waiting: pool?.waiting ?? null,
    poolSize: pool?.size ?? null,
  };
}

function apiMetrics(tally: Tally, total: MetricsSources["total"]): PerformanceMetrics["api"] {
  const byRoute = [...tally.routes].map(([name, route]): [string, RouteMetric] => [name, {
    requests: route.latencyMs.count,
    avgMs: route.latencyMs.mean,
    p95Ms: route.latencyMs.quantile(0.95),
    errorRatio: route.errors / route.latencyMs.count,
    cacheHitRatio: ratio(route.cacheHits, route.cacheLookups),
  }]);
  return {
    total: total.requests,
    totalErrors: total.errors,
    requests: tally.api.count,
    avgMs: meanOf(tally.api),
    p50Ms: tally.apiLatencyMs(0.5),
    p95Ms: tally.apiLatencyMs(0.95),
    p99Ms: tally.apiLatencyMs(0.99),
    errorRatio: tally.errorRatio,
    bytes: tally.bytes,
    byRoute: Object.fromEntries(byRoute),
  };
}

function budgetMetric(alert: BudgetAlert, tally: Tally): BudgetMetric {
  const { id, limit, metric, relation, unit } = alert.budget;
  const value = alert.budget.read(tally);
  const pass = value === null ? null : keepsBudget(alert.budget, value);
  return { id, metric, unit, relation, limit, value, pass, isFiring: alert.isFiring };
}

function meanOf(histogram: LatencyHistogram): number | null {
  return histogram.count === 0 ? null : histogram.mean;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
