import type { Operation } from "../flow/operation.ts";

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

export interface SqlResult {
  readonly rows: readonly Row[];
  /** What the rows weigh, for accounting. */
  readonly sizeBytes: number;
}

/** One session with a database: one query at a time. */
export interface SqlConnection {
  query(sql: string, params: readonly SqlValue[]): Operation<SqlResult>;
  close(): void;
}

/** A database server (or file) that sessions can be opened to. */
export interface SqlDatabase {
  connect(): Operation<SqlConnection>;
}
