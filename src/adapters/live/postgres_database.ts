import postgres from "postgres";
import { ConnectionLost, StatementTimeout } from "../../database/session_errors.ts";
import { chain } from "../../flow/chain.ts";
import { immediate } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import type { LogPosition, SqlConnection, SqlDatabase, SqlResult, SqlValue } from "../../ports/sql_database.ts";
import { Deadlines } from "./deadlines.ts";
import { guardedSocket, type SocketTarget } from "./guarded_socket.ts";
import { type CallingSession, PostgresCall } from "./postgres_call.ts";
import { meaningOf } from "./postgres_errors.ts";
import { greetingOf } from "./session_greeting.ts";
import { SqlFailure } from "./sql_failure.ts";

export interface PostgresDatabaseOptions {
  /** True behind PgBouncer in transaction pooling: no prepared statements, no settings of the session. @default false */
  readonly isPooled?: boolean;
  /** The longest that a statement may take, ms: the server cancels it, and a server that hangs is given up a little later. @default 30000 */
  readonly statementTimeoutMs?: number;
  /** @default 2000 */
  readonly connectTimeoutMs?: number;
}

/** How much later than the server the client gives up. */
const GRACE_MS = 500;

const asText = (oids: number[]) => ({
  to: oids[0]!,
  from: oids,
  serialize: (value: unknown) => value,
  parse: (text: string) => text,
});

/**
 * Values that are the same after a way through JSON, as from a shared cache: dates as text, bytes as hex text, and eight-byte
 * integers as numbers where they are exact.
 */
const TYPES = {
  dates: asText([1184, 1082, 1083, 1114]),
  bytes: asText([17]),
  integers: {
    to: 20,
    from: [20],
    serialize: String,
    parse: (text: string) => Number.isSafeInteger(Number(text)) ? Number(text) : text,
  },
};

/** A PostgreSQL server through postgres.js, directly or behind PgBouncer: each connection a session of its own; our pool lends them. */
export class PostgresDatabase implements SqlDatabase {
  readonly dialect = "postgresql";
  readonly #url: string;
  readonly #isPooled: boolean;
  readonly #statementTimeoutMs: number;
  readonly #connectTimeoutMs: number;
  readonly #deadlines: Deadlines;

  constructor(url: string, options: PostgresDatabaseOptions = {}) {
    this.#url = url;
    this.#isPooled = options.isPooled ?? false;
    this.#statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
    this.#connectTimeoutMs = options.connectTimeoutMs ?? 2000;
    this.#deadlines = new Deadlines(this.#statementTimeoutMs + GRACE_MS);
  }

  *connect(): Flow<SqlConnection> {
    const session = new PostgresSession(this.#url, {
      isPrepared: !this.#isPooled,
      deadlines: this.#deadlines,
      connectTimeoutMs: this.#connectTimeoutMs,
    });
    let isOpen = false;
    try {
      yield* session.query(this.#isPooled ? "SELECT 1" : greetingOf(this.#statementTimeoutMs), []);
      isOpen = true;
      return session;
    } finally {
      // Failed or halted on the way: the socket must not keep the process alive.
      if (!isOpen) session.close();
    }
  }
}

/** The flushed end of the log at a primary, what was replayed at a replica. */
const POSITION =
  `SELECT NOT pg_is_in_recovery() AS is_primary, (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
  ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn)::float8 AS position`;

class PostgresSession implements SqlConnection, CallingSession {
  readonly sql: postgres.Sql;
  readonly isPrepared: boolean;
  readonly deadlines: Deadlines;
  readonly #end = new AbortController();
  #isBroken = false;
  /** Waits for the next query; undefined while one is under way. */
  #idle: PostgresCall | undefined = undefined;

  constructor(url: string, options: { isPrepared: boolean; deadlines: Deadlines; connectTimeoutMs: number }) {
    this.isPrepared = options.isPrepared;
    this.deadlines = options.deadlines;
    this.sql = postgres(url, {
      max: 1,
      onnotice: () => {},
      fetch_types: false,
      idle_timeout: 0,
      connect_timeout: options.connectTimeoutMs / 1000,
      prepare: options.isPrepared,
      types: TYPES,
      // The driver would open a new session by itself for the next query, in the middle of a transaction too.
      onclose: () => this.#isBroken = true,
      socket: (target: SocketTarget) => {
        const { connectTimeoutMs } = options;
        return guardedSocket(target, { connectTimeoutMs, signal: this.#end.signal });
      },
    } as unknown as postgres.Options<Record<string, postgres.PostgresType>>);
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  query(text: string, params: readonly SqlValue[]): Operation<SqlResult> {
    if (this.#isBroken) throw lost();
    const call = this.#idle ?? new PostgresCall(this);
    this.#idle = undefined;
    return call.of(text, params);
  }

  recycle(call: PostgresCall): void {
    this.#idle = call;
  }

  failureOf(error: unknown, { isOverdue, text }: PostgresCall): Error {
    if (!isOverdue) {
      const meaning = meaningOf(error, text);
      // The driver tells of the close later: what is asked until then would wait for an answer for ever.
      if (meaning instanceof ConnectionLost) this.#isBroken = true;
      return meaning;
    }
    const limit = `it must be answered within ${this.deadlines.limitMs} ms`;
    return new StatementTimeout(`Cannot execute ${text.slice(0, 80)}: ${limit}: received nothing`);
  }

  isSoundAfter(error: unknown): boolean {
    return error instanceof SqlFailure && !this.#isBroken;
  }

  position(): Operation<LogPosition> {
    return chain(
      this.query(POSITION, []),
      ({ rows: [row] }) => immediate({ position: Number(row!["position"]), isPrimary: Boolean(row!["is_primary"]) }),
    );
  }

  promote(): Operation<void> {
    return chain(this.query("SELECT pg_promote(true, 20)", []), () => immediate(undefined));
  }

  close(): void {
    this.#isBroken = true;
    this.#end.abort();
    this.sql.end({ timeout: 0 }).catch(() => {});
  }
}

function lost(): ConnectionLost {
  return new ConnectionLost("Cannot go on with a PostgreSQL session: it must be open: received a closed one");
}
