import type { Budget } from "./budget.ts";

/** Page views that a percentile of vitals needs at least. */
const LEAST_SAMPLES = 20;

const AT_P75 = "measured at the 75th percentile as web.dev/articles/vitals defines it";

export const lcp: Budget = {
  id: "lcp",
  metric: "75th percentile of Largest Contentful Paint",
  unit: "ms",
  relation: "<=",
  limit: 2500,
  reason: `Architecture A, Alert Rules: "LCP > 2.5s"; ${AT_P75}`,
  sampledBy: "LCP",
  leastSamples: LEAST_SAMPLES,
  read: (reading) => reading.vital("LCP", 0.75),
};

export const fid: Budget = {
  id: "fid",
  metric: "75th percentile of First Input Delay",
  unit: "ms",
  relation: "<=",
  limit: 100,
  reason: `Architecture A, Performance Monitoring: "FID <100ms"; ${AT_P75}`,
  sampledBy: "FID",
  leastSamples: LEAST_SAMPLES,
  read: (reading) => reading.vital("FID", 0.75),
};

export const cls: Budget = {
  id: "cls",
  metric: "75th percentile of Cumulative Layout Shift",
  unit: "score",
  relation: "<=",
  limit: 0.1,
  reason: `Architecture A, Performance Monitoring: "CLS <0.1"; ${AT_P75}`,
  sampledBy: "CLS",
  leastSamples: LEAST_SAMPLES,
  read: (reading) => reading.vital("CLS", 0.75),
};
