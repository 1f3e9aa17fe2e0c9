import type { Operation } from "../flow/operation.ts";

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

export interface SqlResult {
  readonly rows: readonly Row[];
  /** What the rows weigh, for accounting. */
  readonly sizeBytes: number;
  /** Rows that a write changed, where the server says. */
  readonly changes?: number;
}

/** Where a server stands in the log of writes that all servers of a replicated database share. */
export interface LogPosition {
  /** Bytes of log written (the primary) or replayed (a replica): it only grows. */
  readonly position: number;
  readonly isPrimary: boolean;
}

/** One session with a database: one query at a time. */
export interface SqlConnection {
  query(sql: string, params: readonly SqlValue[]): Operation<SqlResult>;
  close(): void;
  /** True once the session is known to be gone: nobody should be given it. */
  readonly isBroken?: boolean;
  /** Whether the session can go on after a query failed so. @default never */
  isSoundAfter?(error: unknown): boolean;
  /** Where the server is a replicated one. */
  position?(): Operation<LogPosition>;
  /** Makes a replica the primary; over when it takes writes. */
  promote?(): Operation<void>;
}

/** How a database tells its plan for a query. */
export type SqlDialect = "postgresql" | "sqlite";

/** A database server (or file) that sessions can be opened to. */
export interface SqlDatabase {
  connect(): Operation<SqlConnection>;
  /** Undefined where there is no plan to be asked for, as in a simulation. */
  readonly dialect?: SqlDialect;
}
