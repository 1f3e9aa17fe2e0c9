import type { DesignResult, Result } from "./result_schema.ts";

type Prediction = Result["predictions"][number];

/** Tolerances: hit ratios in points, the others relative to the live value. */
const TOLERANCE = { hitRatio: 0.02, throughput: 0.05, mean: 0.1, p95: 0.15, p99: 0.2 };

/**
 * Simulated against live, metric by metric. The error of a ratio is its difference, of anything else the difference as a
 * share of the live value.
 */
export function predictionsOf(simulated: DesignResult, live: DesignResult): Prediction[] {
  const rows: Prediction[] = [];
  const add = (metric: string, values: [number, number], tolerance: number, isRatio = false) => {
    const [predicted, measured] = values;
    const error = isRatio ? predicted - measured : measured === 0 ? 0 : (predicted - measured) / measured;
    rows.push({ metric, simulated: predicted, live: measured, error, tolerance, pass: Math.abs(error) <= tolerance });
  };
  for (const tier of live.tiers) {
    const twin = simulated.tiers.find((other) => other.name === tier.name);
    add(`${tier.name} hit ratio`, [twin?.hitRatio ?? 0, tier.hitRatio], TOLERANCE.hitRatio, true);
  }
  add("combined hit ratio", [simulated.hitRatio, live.hitRatio], TOLERANCE.hitRatio, true);
  add("requests/s", [simulated.throughputRps, live.throughputRps], TOLERANCE.throughput);
  add("mean ms", [simulated.latencyMs.mean, live.latencyMs.mean], TOLERANCE.mean);
  add("p95 ms", [simulated.latencyMs.p95, live.latencyMs.p95], TOLERANCE.p95);
  add("p99 ms", [simulated.latencyMs.p99, live.latencyMs.p99], TOLERANCE.p99);
  return rows;
}
