import { LatencyHistogram } from "../base/latency_histogram.ts";
import type { Millis } from "../base/units.ts";
import type { SqlValue } from "../ports/sql_database.ts";
import type { QueryPlan } from "./query_plan.ts";

/** What is known of a statement's shape that was slow at least once. */
export interface SlowQuery {
  readonly fingerprint: string;
  /** The text without its values. */
  readonly shape: string;
  /** The text that was first slow. */
  readonly sql: string;
  /** How often it ran, slow or not. */
  readonly count: number;
  readonly slowCount: number;
  readonly minMs: Millis;
  readonly p50Ms: Millis;
  readonly p95Ms: Millis;
  readonly p99Ms: Millis;
  readonly maxMs: Millis;
  readonly totalMs: Millis;
  /** How the database goes about it; undefined until it was asked, or where it cannot be. */
  readonly plan: QueryPlan | undefined;
}

/** A query that ran. */
export interface RanQuery {
  readonly fingerprint: string;
  readonly shape: string;
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly durationMs: Millis;
}

/** Shapes watched; what comes later counts together. An application has a few hundred. */
const MOST_SHAPES = 1000;
const OTHERS: Pick<RanQuery, "fingerprint" | "shape"> = { fingerprint: "others", shape: "(further statements)" };

/**
 * Durations by the statement's shape (its text without values); a query slower than the threshold counts as slow.
 */
export class SlowQueries {
  readonly thresholdMs: Millis;
  readonly #shapes = new Map<string, Shape>();

  constructor(options: { thresholdMs: Millis }) {
    this.thresholdMs = options.thresholdMs;
  }

  /** @returns whether it was slow. */
  record(query: RanQuery): boolean {
    const shape = this.#shapes.get(query.fingerprint) ?? this.#newShape(query);
    shape.durations.record(query.durationMs);
    shape.totalMs += query.durationMs;
    const isSlow = query.durationMs > this.thresholdMs;
    if (isSlow && shape.slowCount++ === 0) shape.sql = query.sql;
    return isSlow;
  }

  /** Shapes of which somebody asked for the plan. */
  get plansAsked(): number {
    let asked = 0;
    for (const { isPlanAsked } of this.#shapes.values()) if (isPlanAsked) asked++;
    return asked;
  }

  /** Whether nobody has asked for the plan of this shape yet; the caller is then to ask. */
  claimPlan(fingerprint: string): boolean {
    const shape = this.#shapes.get(fingerprint);
    if (shape === undefined || shape.isPlanAsked) return false;
    return shape.isPlanAsked = true;
  }

  setPlan(fingerprint: string, plan: QueryPlan): void {
    const shape = this.#shapes.get(fingerprint);
    if (shape !== undefined) shape.plan = plan;
  }

  /** The shapes that were slow, worst first. */
  list(): SlowQuery[] {
    return this.all().filter(({ slowCount }) => slowCount > 0).sort((a, b) =>
      b.slowCount * b.p95Ms - a.slowCount * a.p95Ms
    );
  }

  /** Every shape that ran, the one that took the most time in all first: to be compared with the server's own books. */
  all(): SlowQuery[] {
    return [...this.#shapes].map(([fingerprint, { durations, ...shape }]) => ({
      fingerprint,
      shape: shape.shape,
      sql: shape.sql,
      count: durations.count,
      slowCount: shape.slowCount,
      minMs: durations.min,
      p50Ms: durations.quantile(0.5),
      p95Ms: durations.quantile(0.95),
      p99Ms: durations.quantile(0.99),
      maxMs: durations.max,
      totalMs: shape.totalMs,
      plan: shape.plan,
    })).sort((a, b) => b.totalMs - a.totalMs);
  }

  #newShape(query: RanQuery): Shape {
    const { fingerprint, shape } = this.#shapes.size < MOST_SHAPES ? query : OTHERS;
    const known = this.#shapes.get(fingerprint);
    if (known !== undefined) return known;
    const durations = new LatencyHistogram();
    const made = { shape, sql: query.sql, slowCount: 0, totalMs: 0, durations, isPlanAsked: false, plan: undefined };
    this.#shapes.set(fingerprint, made);
    return made;
  }
}

interface Shape {
  readonly shape: string;
  sql: string;
  slowCount: number;
  totalMs: Millis;
  readonly durations: LatencyHistogram;
  isPlanAsked: boolean;
  plan: QueryPlan | undefined;
}
