import { immediate, sleep } from "../../src/flow/instructions.ts";
import type { Flow, Operation } from "../../src/flow/operation.ts";
import type { SqlConnection, SqlDatabase, SqlResult, SqlValue } from "../../src/ports/sql_database.ts";

export interface FakeDatabaseOptions {
  readonly latencyMs?: number;
  /** Gives the rows of a statement; throws to fail it. */
  readonly answer?: (sql: string, params: readonly SqlValue[]) => SqlResult["rows"];
  readonly connect?: () => Operation<void>;
}

/** A database in simulated time that counts its sessions and what they were asked. */
export class FakeDatabase implements SqlDatabase {
  readonly queries: string[] = [];
  opened = 0;
  closed = 0;
  /** Sessions in the middle of a query, now and at most. */
  busy = 0;
  mostBusy = 0;
  readonly #options: FakeDatabaseOptions;

  constructor(options: FakeDatabaseOptions = {}) {
    this.#options = options;
  }

  *connect(): Flow<SqlConnection> {
    yield* this.#options.connect?.() ?? immediate(undefined);
    this.opened++;
    let isOpen = true;
    let isBusy = false;
    const query = (sql: string, params: readonly SqlValue[]) => this.#query(sql, params);
    const enter = (): void => {
      if (!isOpen || isBusy) throw new RangeError("a session was used after its end, or by two at once");
      isBusy = true;
      this.mostBusy = Math.max(this.mostBusy, ++this.busy);
    };
    const leave = (): void => {
      isBusy = false;
      this.busy--;
    };
    return {
      *query(sql, params) {
        enter();
        try {
          return yield* query(sql, params);
        } finally {
          leave();
        }
      },
      close: () => {
        if (!isOpen) throw new RangeError("a session was closed twice");
        isOpen = false;
        this.closed++;
      },
    };
  }

  *#query(sql: string, params: readonly SqlValue[]): Flow<SqlResult> {
    this.queries.push(sql);
    yield* sleep(this.#options.latencyMs ?? 10);
    const rows = this.#options.answer?.(sql, params) ?? [];
    return { rows, sizeBytes: 100 * rows.length };
  }
}
