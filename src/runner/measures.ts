import { leastForQuantile } from "../statistics/quantile_interval.ts";
import type { PairedMetric, PairedVerdict } from "../statistics/verdict.ts";
import type { ComparisonRow } from "./result_comparison_schema.ts";
import type { DesignResult } from "./result_schema.ts";

type Run = DesignResult["repeats"][number];

/** A metric of a run that designs are compared by. */
export interface Measure {
  readonly metric: string;
  readonly unit: ComparisonRow["unit"];
  readonly better: ComparisonRow["better"];
  /** Requests that a run must have to carry the figure. */
  readonly leastRequests: number;
  /** A difference that does not matter, given the other design's mean. */
  margin(theirs: number): number;
  read(run: Run): number;
}

/** One part in twenty of the other's latency: below what a visitor or a budget notices. */
const LATENCY_MARGIN = 0.05;
const latencyMargin = (theirs: number) => Math.max(0.01, theirs * LATENCY_MARGIN);
const latency = (name: "mean" | "p50" | "p95" | "p99", leastRequests: number): Measure => ({
  metric: `${name} ms`,
  unit: "ms",
  better: "lower",
  leastRequests,
  margin: latencyMargin,
  read: (run) => run.latencyMs[name],
});

/** What designs are compared by. Ratios: a point of the hit ratio, a tenth of a point of errors. */
const MEASURES: readonly Measure[] = [
  latency("mean", 1),
  latency("p50", leastForQuantile(0.5)),
  latency("p95", leastForQuantile(0.95)),
  latency("p99", leastForQuantile(0.99)),
  {
    metric: "hit ratio",
    unit: "ratio",
    better: "higher",
    leastRequests: 1,
    margin: () => 0.01,
    read: (run) => run.hitRatio,
  },
  {
    metric: "error ratio",
    unit: "ratio",
    better: "lower",
    leastRequests: 1,
    margin: () => 0.001,
    read: (run) => run.requests === 0 ? 0 : run.errors / run.requests,
  },
];

/** The metrics that every run can carry: a percentile needs its requests. */
export function measuresOf(runs: readonly Run[]): readonly Measure[] {
  return MEASURES.filter(({ leastRequests }) => runs.every((run) => run.requests >= leastRequests));
}

/** A measure of two sets of runs; the margin is of the other set's mean. */
export function metricOf(measure: Measure, ours: readonly Run[], theirs: readonly Run[]): PairedMetric {
  const [mine, other] = [ours, theirs].map((runs) => runs.map((run) => measure.read(run))) as [number[], number[]];
  return {
    name: measure.metric,
    better: measure.better,
    margin: measure.margin(meanOf(other)),
    ours: mine,
    theirs: other,
  };
}

/** A judged measure as a result shows it. */
export function rowOf({ unit }: Measure, metric: PairedMetric, verdict: PairedVerdict): ComparisonRow {
  return {
    metric: metric.name,
    unit,
    better: metric.better,
    ours: meanOf(metric.ours),
    theirs: meanOf(metric.theirs),
    difference: verdict.difference,
    interval: verdict.interval === undefined ? null : [...verdict.interval],
    margin: metric.margin,
    pValue: verdict.pValue ?? null,
    verdict: verdict.verdict,
    why: verdict.why,
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
