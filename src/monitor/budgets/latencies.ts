import type { Budget } from "./budget.ts";

/** A 95th percentile of fewer values is one or two of them. */
const LEAST_SAMPLES = 40;

export const apiResponse: Budget = {
  id: "api-response",
  metric: "95th percentile of API response time",
  unit: "ms",
  relation: "<=",
  limit: 500,
  reason:
    'Architecture A, Alert Rules: "API Response > 500ms"; the document names no percentile, its own p95 is 180 ms',
  sampledBy: "api",
  leastSamples: LEAST_SAMPLES,
  read: (reading) => reading.apiLatencyMs(0.95),
};

export const databaseQuery: Budget = {
  id: "database-query",
  metric: "95th percentile of database query time",
  unit: "ms",
  relation: "<=",
  limit: 100,
  reason: 'Architecture A, Alert Rules: "DB Query > 100ms"; the document names no percentile, its own p95 is 95 ms',
  sampledBy: "query",
  leastSamples: LEAST_SAMPLES,
  read: (reading) => reading.queryLatencyMs(0.95),
};
