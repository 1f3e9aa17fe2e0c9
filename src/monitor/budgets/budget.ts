import type { VitalEvent } from "../../ports/probe.ts";

export type VitalName = VitalEvent["name"];

/**
 * What budgets read: the monitor's sliding window and a run's totals both provide it. Null where nothing was measured, or where the
 * design has nothing of the kind.
 */
export interface MonitorReading {
  /** @param quantile 0..1 */
  apiLatencyMs(quantile: number): number | null;
  /** Queries that reached the database, waiting for a connection left aside. @param quantile 0..1 */
  queryLatencyMs(quantile: number): number | null;
  /** Share of look-ups that some cache of the application answered. */
  readonly hitRatio: number | null;
  /** Share of replies with status 500 and above. */
  readonly errorRatio: number | null;
  /** The largest share of its memory that an instance's stores used. */
  readonly memoryRatio: number | null;
  /** @param quantile 0..1 */
  vital(name: VitalName, quantile: number): number | null;
}

/** What a budget's value is made of, so that too little of it never raises an alarm. */
export type SampleKind = "api" | "query" | "lookup" | "memory" | VitalName;

/** A limit on a metric: an alert rule of the monitor, and a verdict on a run. */
export interface Budget {
  /** Its name in the registry, in kebab-case. */
  readonly id: string;
  /** What is measured, for a person. */
  readonly metric: string;
  readonly unit: "ms" | "ratio" | "score";
  /** How the value must stand to the limit. */
  readonly relation: "<=" | ">=";
  readonly limit: number;
  /** Why the limit is what it is, with its source. */
  readonly reason: string;
  readonly sampledBy: SampleKind;
  /** With fewer samples in the window an alert is neither raised nor cleared. */
  readonly leastSamples: number;
  /** The value, null when there is none. */
  read(reading: MonitorReading): number | null;
}

/** Whether a value keeps a budget. */
export function keepsBudget(budget: Pick<Budget, "relation" | "limit">, value: number): boolean {
  return budget.relation === "<=" ? value <= budget.limit : value >= budget.limit;
}
