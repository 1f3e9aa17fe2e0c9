import { LatencyHistogram } from "../base/latency_histogram.ts";

/** What is known of a statement's shape that was slow at least once. */
export interface SlowQuery {
  readonly fingerprint: string;
  readonly sql: string;
  readonly count: number;
  readonly slowCount: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/**
 * Durations by the statement's shape (its text without parameters); a query slower than the threshold is counted as slow.
 */
export class SlowQueries {
  readonly #thresholdMs: number;
  readonly #shapes = new Map<string, { sql: string; slowCount: number; durations: LatencyHistogram }>();

  constructor(options: { thresholdMs: number }) {
    this.#thresholdMs = options.thresholdMs;
  }

  /** @returns whether it was slow. */
  record(query: { fingerprint: string; sql: string; durationMs: number }): boolean {
    let shape = this.#shapes.get(query.fingerprint);
    if (shape === undefined) {
      shape = { sql: query.sql, slowCount: 0, durations: new LatencyHistogram() };
      this.#shapes.set(query.fingerprint, shape);
    }
    shape.durations.record(query.durationMs);
    const isSlow = query.durationMs > this.#thresholdMs;
    if (isSlow) shape.slowCount++;
    return isSlow;
  }

  /** The shapes that were slow, worst first. */
  list(): SlowQuery[] {
    return [...this.#shapes].filter(([, shape]) => shape.slowCount > 0).map(([fingerprint, shape]) => ({
      fingerprint,
      sql: shape.sql,
      count: shape.durations.count,
      slowCount: shape.slowCount,
      p95Ms: shape.durations.quantile(0.95),
      maxMs: shape.durations.max,
    })).sort((a, b) => b.slowCount * b.p95Ms - a.slowCount * a.p95Ms);
  }
}
