import { Worker } from "node:worker_threads";
import { ConnectionLost, StatementTimeout } from "../../database/session_errors.ts";
import { outside } from "../../flow/instructions.ts";
import type { Flow } from "../../flow/operation.ts";
import type { SqlConnection, SqlDatabase, SqlResult, SqlValue } from "../../ports/sql_database.ts";
import { sizeOf } from "./row_size.ts";
import { SqlFailure } from "./sql_failure.ts";
import type { SqliteReply, SqliteRequest } from "./sqlite_worker.ts";

export interface SqliteDatabaseOptions {
  /** The longest that a statement may take, ms; its session is ended then. @default 30000 */
  readonly statementTimeoutMs?: number;
}

/**
 * A SQLite file through node:sqlite, in write-ahead mode. Each session is a worker of its own: a slow query blocks nobody but who
 * waits for it, and one that takes too long ends with its worker.
 */
export class SqliteDatabase implements SqlDatabase {
  readonly dialect = "sqlite";
  readonly #path: string;
  readonly #statementTimeoutMs: number;

  /** @param path A file; `:memory:` is a database of its own for each session. */
  constructor(path: string, options: SqliteDatabaseOptions = {}) {
    this.#path = path;
    this.#statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  }

  *connect(): Flow<SqlConnection> {
    const session = new SqliteSession(this.#path, this.#statementTimeoutMs);
    let isOpen = false;
    try {
      yield* session.query("SELECT 1 AS one", []);
      isOpen = true;
      return session;
    } finally {
      if (!isOpen) session.close();
    }
  }
}

class SqliteSession implements SqlConnection {
  readonly #worker: Worker;
  readonly #statementTimeoutMs: number;
  #isBroken = false;
  #settle: ((reply: SqliteReply | Error) => void) | undefined = undefined;

  constructor(path: string, statementTimeoutMs: number) {
    this.#statementTimeoutMs = statementTimeoutMs;
    this.#worker = new Worker(new URL("./sqlite_worker.ts", import.meta.url), { workerData: { path } });
    this.#worker.on("message", (reply: SqliteReply) => this.#settle?.(reply));
    this.#worker.on("error", (error: Error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(undefined));
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  *query(sql: string, params: readonly SqlValue[]): Flow<SqlResult> {
    const reply = yield* outside("a SQLite query", () => this.#ask({ sql, params }));
    if ("failure" in reply) throw new SqlFailure(reply.failure.message, reply.failure.code);
    const { rows, changes } = reply;
    return { rows, sizeBytes: sizeOf(rows), changes };
  }

  isSoundAfter(error: unknown): boolean {
    return error instanceof SqlFailure && !this.#isBroken;
  }

  close(): void {
    this.#isBroken = true;
    void this.#worker.terminate();
  }

  /** The worker keeps the process alive only while somebody waits for it. */
  #ask(request: SqliteRequest): Promise<SqliteReply> {
    return new Promise((resolve, reject) => {
      if (this.#isBroken) return reject(lost("an ended session"));
      const timer = setTimeout(() => {
        const limit = `it must end within ${this.#statementTimeoutMs} ms: received ${request.sql.slice(0, 80)}`;
        settle(new StatementTimeout(`Cannot execute the statement: ${limit}`));
        this.close();
      }, this.#statementTimeoutMs);
      const settle = (reply: SqliteReply | Error) => {
        clearTimeout(timer);
        this.#settle = undefined;
        this.#worker.unref();
        if (reply instanceof Error) reject(reply);
        else resolve(reply);
      };
      this.#settle = settle;
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  #end(error: Error | undefined): void {
    this.#isBroken = true;
    this.#settle?.(lost(error?.message ?? "the end of its worker"));
  }
}

function lost(received: string): ConnectionLost {
  return new ConnectionLost(`Cannot go on with a SQLite session: its worker must run: received ${received}`);
}
