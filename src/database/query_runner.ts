import { rethrowHalt } from "../flow/halt.ts";
import type { Clock } from "../flow/clock.ts";
import { chain } from "../flow/chain.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Probe } from "../ports/probe.ts";
import type { SqlResult, SqlValue } from "../ports/sql_database.ts";
import type { ConnectionPool, Lease } from "./connection_pool.ts";
import { planOf } from "./query_plan.ts";
import type { RanQuery, SlowQueries } from "./slow_queries.ts";
import type { Statement } from "./statement.ts";

/** What is asked. */
export interface Query {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly statement: Statement;
}

/** An answer with the database's own time for it: waiting for a connection makes no query slow. */
export interface Executed {
  readonly result: SqlResult;
  readonly durationMs: number;
}

/** Runs queries on connections that were lent, keeps the statistics and asks for the plan of what was slow. */
export class QueryRunner {
  readonly #clock: Clock;
  readonly #probe: Probe;
  readonly #slow: SlowQueries;

  constructor(options: { clock: Clock; probe: Probe; slow: SlowQueries }) {
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#slow = options.slow;
  }

  run(lease: Lease, query: Query, pool: ConnectionPool): Operation<Executed> {
    const startedMs = this.#clock.nowMs();
    return chain(lease.connection.query(query.sql, query.params), (result) => {
      const durationMs = this.#clock.nowMs() - startedMs;
      const { statement: { fingerprint, shape, kind }, sql, params } = query;
      const ran: RanQuery = { fingerprint, shape, sql, params, durationMs };
      const isSlow = this.#slow.record(ran);
      const rows = result.rows.length;
      this.#probe.emit({
        kind: "query",
        fingerprint,
        durationMs,
        waitMs: lease.waitMs,
        rows,
        isSlow,
        isWrite: kind !== "read",
      });
      const executed = immediate({ result, durationMs });
      if (!isSlow || pool.dialect === undefined || kind !== "read" || !this.#slow.claimPlan(fingerprint)) {
        return executed;
      }
      return chain(background(this.#plan(query, pool), "the plan of a slow query"), () => executed);
    });
  }

  /** Beside the requests, never on their way; that no plan could be had harms nobody. */
  *#plan(query: Query, pool: ConnectionPool): Flow<void> {
    try {
      const plan = yield* pool.withConnection(({ connection }) => planOf(connection, pool.dialect!, query));
      this.#slow.setPlan(query.statement.fingerprint, plan);
    } catch (error) {
      rethrowHalt(error);
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : "failed";
      this.#probe.emit({ kind: "degraded", component: "query plan", reason });
    }
  }
}
