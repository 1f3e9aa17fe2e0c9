import { chain } from "../flow/chain.ts";
import { rethrowHalt } from "../flow/halt.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import type { Executed, Query, QueryRunner } from "./query_runner.ts";
import type { Servers } from "./servers.ts";
import { ConnectionLost } from "./session_errors.ts";

/** Which server answers a read, and what becomes of one whose server dies. */
export class ServerReads {
  readonly #servers: Servers;
  readonly #runner: QueryRunner;

  constructor(servers: Servers, runner: QueryRunner) {
    this.#servers = servers;
    this.#runner = runner;
  }

  /** @param atLeast The log position that the server must have reached; undefined for any. */
  any(query: Query, atLeast: number | undefined): Operation<Executed> {
    const pool = this.#servers.reader(atLeast === undefined ? undefined : { atLeast });
    const executed = pool.withConnection((lease) => this.#runner.run(lease, query, pool));
    if (!this.#servers.retriesReads) return executed;
    return chain(executed, immediate, (error) => {
      if (!(error instanceof ConnectionLost)) throw error;
      return this.#again(query, atLeast, pool, error);
    });
  }

  /** A read that lost its connection changed nothing: each other server is asked once, then the first one with a new session. */
  *#again(query: Query, atLeast: number | undefined, failed: ConnectionPool, error: unknown): Flow<Executed> {
    const avoid = new Set([failed]);
    this.#servers.suspect(failed);
    let last = error;
    for (let attempt = 0; attempt < this.#servers.all.length; attempt++) {
      const pool = this.#servers.reader({ atLeast, avoid });
      try {
        return yield* pool.withConnection((lease) => this.#runner.run(lease, query, pool));
      } catch (again) {
        rethrowHalt(again);
        if (!(again instanceof ConnectionLost)) throw again;
        last = again;
        this.#servers.suspect(pool);
        avoid.add(pool);
      }
    }
    throw last;
  }

  /** From the server that has every write. */
  primary(query: Query): Operation<Executed> {
    return chain(
      this.#servers.writer(),
      (pool) => pool.withConnection((lease) => this.#runner.run(lease, query, pool)),
    );
  }
}
