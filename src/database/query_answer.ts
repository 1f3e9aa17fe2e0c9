import type { Row } from "../ports/sql_database.ts";

/** What a query cost and why it will be kept as long as it will. */
export interface QueryStats {
  readonly source: "cache" | "database";
  /** 0 for a hit in memory: it is over before a clock could be read twice. */
  readonly durationMs: number;
  /** 0 when it is not cached. */
  readonly ttlMs: number;
  readonly why: string;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
}

export interface QueryAnswer {
  readonly rows: readonly Row[];
  readonly stats: QueryStats;
}
