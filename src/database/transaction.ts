import { rethrowHalt } from "../flow/halt.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { SqlValue } from "../ports/sql_database.ts";
import type { ConnectionPool, Lease } from "./connection_pool.ts";
import type { QueryAnswer } from "./query_answer.ts";
import type { QueryRunner } from "./query_runner.ts";
import { SessionStatementRefused } from "./session_errors.ts";
import type { Statement } from "./statement.ts";

/** What runs inside a transaction: every statement on its own connection, past the cache. */
export class Transaction {
  /** Tables written so far. */
  readonly written = new Set<string>();
  readonly #lease: Lease;
  readonly #pool: ConnectionPool;
  readonly #runner: QueryRunner;
  readonly #read: (sql: string) => Statement;
  readonly #onExecuted: () => void;
  #isOpen = true;

  constructor(
    lease: Lease,
    parts: { pool: ConnectionPool; runner: QueryRunner; read: (sql: string) => Statement; onExecuted: () => void },
  ) {
    this.#lease = lease;
    this.#pool = parts.pool;
    this.#runner = parts.runner;
    this.#read = parts.read;
    this.#onExecuted = parts.onExecuted;
  }

  /**
   * Runs a statement in the transaction. Nothing is read from the cache or stored in it; what it writes is invalidated after the
   * commit.
   *
   * @throws SessionStatementRefused for COMMIT and the like, and after the transaction's end; or what the database throws.
   */
  executeWithStats(sql: string, params: readonly SqlValue[] = []): Operation<QueryAnswer> {
    const statement = this.#read(sql);
    if (!this.#isOpen) throw refused("be open", sql);
    if (statement.changesSession && !MAY_STAND_INSIDE.test(sql)) {
      throw refused("be ended by its function's return or throw", sql);
    }
    if (statement.kind !== "read") { for (const table of statement.tables) this.written.add(table); }
    const { tables } = statement;
    return chain(
      this.#runner.run(this.#lease, { sql, params, statement }, this.#pool),
      ({ result, durationMs }) => {
        this.#onExecuted();
        const { rows, sizeBytes } = result;
        const why = "in an open transaction";
        return immediate({ rows, stats: { source: "database", durationMs, ttlMs: 0, why, tags: tables, sizeBytes } });
      },
    );
  }

  end(): void {
    this.#isOpen = false;
  }
}

const MAY_STAND_INSIDE = /^\s*(?:savepoint|release|rollback\s+to|set\s+(?:local|transaction|constraints))\b/i;

function refused(expected: string, sql: string): SessionStatementRefused {
  return new SessionStatementRefused(
    `Cannot execute in a transaction: it must ${expected}: received ${sql.slice(0, 80)}`,
  );
}

/** How a transaction's work ended. */
export type WorkOutcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * BEGIN, the work, COMMIT; ROLLBACK when the work throws, whose error is then the outcome: the session is in order again. Halted
 * on the way, the pool ends the session and the server rolls back.
 *
 * @throws What BEGIN and COMMIT throw.
 */
export function* inTransaction<T>(
  lease: Lease,
  transaction: Transaction,
  work: (tx: Transaction) => Operation<T>,
): Flow<WorkOutcome<T>> {
  yield* lease.connection.query("BEGIN", []);
  let outcome: WorkOutcome<T>;
  try {
    outcome = { value: yield* work(transaction) };
  } catch (error) {
    rethrowHalt(error);
    outcome = { error };
  }
  transaction.end();
  if ("value" in outcome) {
    yield* lease.connection.query("COMMIT", []);
    return outcome;
  }
  if (lease.connection.isBroken !== true) {
    yield* lease.connection.query("ROLLBACK", []);
    transaction.written.clear();
  }
  return outcome;
}
