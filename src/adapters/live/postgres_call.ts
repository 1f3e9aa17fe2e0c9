import type postgres from "postgres";
import { chain } from "../../flow/chain.ts";
import { immediate, park } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { Waiter } from "../../flow/waiter.ts";
import type { Row, SqlResult, SqlValue } from "../../ports/sql_database.ts";
import type { Deadlines, Limited } from "./deadlines.ts";
import { sizeOf } from "./row_size.ts";

/** What a call needs of its session. */
export interface CallingSession {
  readonly sql: postgres.Sql;
  readonly isPrepared: boolean;
  readonly deadlines: Deadlines;
  /** The call was answered: it may be used for the next one. */
  recycle(call: PostgresCall): void;
  /** @returns what is thrown to the caller */
  failureOf(error: unknown, call: PostgresCall): Error;
  /** The limit passed. */
  close(): void;
}

/**
 * The driver's query as version 3.4.9 reads it. It is a promise that starts itself when it is awaited; here it is started and heard by
 * its own methods, and used again: a new one for each call (a promise, its functions, copies of its options, and what the engine's
 * collector keeps of them) is a tenth of what a query costs.
 */
interface DriverQuery {
  strings: readonly [string];
  args: readonly SqlValue[];
  options: object;
  /** Read from `args` when undefined. */
  parameters: unknown;
  /** The error of a plan that had to be made anew. */
  retried: unknown;
  executed: boolean;
  resolve: (rows: DriverRows) => void;
  reject: (error: unknown) => void;
  readonly handler: (query: DriverQuery) => void;
}

/** The driver's own array of rows; of several statements an array of those. */
type DriverRows = (Row[] | Row)[] & { readonly count?: number | null; readonly command?: string };

const SIMPLE = { prepare: false, simple: true } as const;
const PREPARED = { prepare: true, simple: false } as const;
const UNPREPARED = { prepare: false, simple: false } as const;
const OTHER_DRIVER =
  "Cannot ask PostgreSQL: the driver must be npm:postgres 3.4.9, whose queries are used again: received another";
const NO_PARAMS: readonly SqlValue[] = [];

/** One query under way on a session; when its limit passes, its session ends. After an answer it serves the next query. */
export class PostgresCall implements Limited {
  dueMs = 0;
  isWatched = false;
  earlier: Limited | undefined = undefined;
  later: Limited | undefined = undefined;
  isOverdue = false;
  text = "";
  /** What is run for a query; one at a time. */
  readonly operation: Operation<SqlResult>;
  readonly #session: CallingSession;
  #params: readonly SqlValue[] = NO_PARAMS;
  #query: DriverQuery | undefined = undefined;
  #waiter: Waiter<DriverRows> | undefined = undefined;

  constructor(session: CallingSession) {
    this.#session = session;
    const asked = park<DriverRows>("a PostgreSQL query", (waiter) => {
      this.#waiter = waiter;
      this.#send();
    });
    const answered = (rows: DriverRows) => {
      session.deadlines.unwatch(this);
      this.#params = NO_PARAMS;
      session.recycle(this);
      return immediate(resultOf(rows));
    };
    const failed = (error: unknown): never => {
      session.deadlines.unwatch(this);
      throw session.failureOf(error, this);
    };
    this.operation = chain(asked, answered, failed, () => session.deadlines.unwatch(this));
  }

  /** To be run at once or never: the call is taken until it is answered. */
  of(text: string, params: readonly SqlValue[]): Operation<SqlResult> {
    this.text = text;
    this.#params = params;
    return this.operation;
  }

  expire(): void {
    this.isOverdue = true;
    this.#session.close();
  }

  #send(): void {
    const { text } = this;
    const { sql, isPrepared, deadlines } = this.#session;
    // More than one statement in a text is possible only in the simple protocol.
    const isSimple = this.#params.length === 0 && text.includes(";");
    const options = isSimple ? SIMPLE : isPrepared ? PREPARED : UNPREPARED;
    deadlines.watch(this);
    let query = this.#query;
    if (query === undefined) {
      query = sql.unsafe(text, this.#params as SqlValue[], options) as unknown as DriverQuery;
      if (typeof query.handler !== "function") throw new TypeError(OTHER_DRIVER);
      query.executed = true;
      query.resolve = (rows) => this.#waiter!.resume(rows);
      query.reject = (error) => this.#waiter!.fail(error);
      this.#query = query;
    } else {
      if (query.strings[0] !== text) query.strings = [text];
      query.args = this.#params;
      query.options = options;
      query.parameters = undefined;
      query.retried = undefined;
    }
    query.handler(query);
  }
}

function resultOf(found: DriverRows): SqlResult {
  const last = found.length > 0 ? found[found.length - 1] : undefined;
  const driverRows = (Array.isArray(last) ? last : found) as Row[] & { count?: number | null };
  // A plain array: the driver's own carries its statement and columns with it. Its `slice` looks for the species of its class first.
  const rows: Row[] = [];
  for (let index = 0; index < driverRows.length; index++) rows.push(driverRows[index]!);
  return { rows, sizeBytes: sizeOf(rows), changes: driverRows.count ?? 0 };
}
