import type { Budget } from "./budget.ts";

export const cacheHitRatio: Budget = {
  id: "cache-hit-ratio",
  metric: "share of look-ups that a cache answered",
  unit: "ratio",
  relation: ">=",
  limit: 0.5,
  reason: 'Architecture A, Alert Rules: "Cache Hit Rate < 50%"',
  sampledBy: "lookup",
  leastSamples: 100,
  read: (reading) => reading.hitRatio,
};

export const errorRatio: Budget = {
  id: "error-ratio",
  metric: "share of replies with status 500 and above",
  unit: "ratio",
  relation: "<=",
  limit: 0.01,
  reason: 'Architecture A, Alert Rules: "Error Rate > 1%"',
  // With fewer replies a single error would be more than the limit.
  sampledBy: "api",
  leastSamples: 100,
  read: (reading) => reading.errorRatio,
};

export const memory: Budget = {
  id: "memory",
  metric: "largest share of its memory that an instance's stores use",
  unit: "ratio",
  relation: "<=",
  limit: 0.8,
  reason: 'Architecture A, Alert Rules: "Memory Usage > 80%"',
  sampledBy: "memory",
  leastSamples: 1,
  read: (reading) => reading.memoryRatio,
};
