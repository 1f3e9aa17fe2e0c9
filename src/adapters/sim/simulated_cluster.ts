import { ConnectionLost } from "../../database/session_errors.ts";
import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, sleep, sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { LogPosition, SqlConnection, SqlDatabase, SqlResult, SqlValue } from "../../ports/sql_database.ts";
import type { Distribution } from "./distribution.ts";

/** One server's tables: what runs a statement on them, writes included. */
export type RunStatement = (sql: string, params: readonly SqlValue[]) => SqlResult;

export interface SimulatedClusterOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly replicas: number;
  /** The tables of one server, made anew for each. */
  readonly tables: () => RunStatement;
  readonly isWrite: (sql: string) => boolean;
  /** A statement's own time at a server. */
  readonly service: Distribution;
  /** From a write's commit until a replica has replayed it. */
  readonly lag: Distribution;
  /** Whether a commit waits until a replica has the write. @default true */
  readonly isSynchronous?: boolean;
  /** What a promotion takes. */
  readonly promotion: Distribution;
}

interface Entry {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  /** When each server has replayed it. */
  readonly dueMs: readonly number[];
}

interface Server {
  readonly run: RunStatement;
  readonly index: number;
  applied: number;
  isDown: boolean;
}

/**
 * A primary and its streaming replicas in simulated time: replicas replay the writes later, a dead server cuts its sessions, a
 * replica can be promoted. Queries and their effects are as simple as the tables given; positions count writes.
 */
export class SimulatedCluster {
  readonly #options: SimulatedClusterOptions;
  readonly #random: Random;
  readonly #servers: Server[];
  #log: Entry[] = [];
  #primary = 0;

  constructor(options: SimulatedClusterOptions) {
    this.#options = options;
    this.#random = options.random.fork("cluster");
    this.#servers = Array.from({ length: options.replicas + 1 }, (_, index) => (
      { run: options.tables(), index, applied: 0, isDown: false }
    ));
  }

  /** @param index 0 for the first primary, 1, 2 … for its replicas. */
  database(index: number): SqlDatabase {
    const server = this.#servers[index]!;
    return {
      connect: () => chain(sleep(0), () => this.#isUp(server) ? immediate(this.#session(server)) : refused(server)),
    };
  }

  /** The server is gone at once, with its sessions. */
  kill(index: number): void {
    this.#servers[index]!.isDown = true;
  }

  #session(server: Server): SqlConnection {
    const cut = (): never => {
      throw new ConnectionLost(`Cannot go on with a session: server ${server.index} must be up: received its end`);
    };
    return {
      query: (sql, params) => {
        const ms = this.#options.service.draw(this.#random);
        if (this.#options.isWrite(sql)) return this.#write(server, { sql, params, ms, cut });
        return sleepThen(ms, () => {
          if (server.isDown) cut();
          this.#replay(server);
          return server.run(sql, params);
        });
      },
      position: () =>
        sleepThen(this.#options.service.draw(this.#random), (): LogPosition => {
          if (server.isDown) cut();
          this.#replay(server);
          return { position: server.applied, isPrimary: server.index === this.#primary };
        }),
      promote: () =>
        sleepThen(this.#options.promotion.draw(this.#random), () => server.isDown ? cut() : this.#promote(server)),
      isSoundAfter: () => !server.isDown,
      close: () => {},
    };
  }

  #write(
    server: Server,
    statement: { sql: string; params: readonly SqlValue[]; ms: number; cut: () => never },
  ): Operation<SqlResult> {
    const { sql, params, ms, cut } = statement;
    const { clock, lag, isSynchronous = true } = this.#options;
    return chain(sleep(ms), () => {
      if (server.isDown) cut();
      if (server.index !== this.#primary) {
        throw new RangeError("Cannot write: the server must be the primary: received a replica");
      }
      this.#replay(server);
      const nowMs = clock.nowMs();
      const dueMs = this.#servers.map(({ index }) => index === server.index ? nowMs : nowMs + lag.draw(this.#random));
      this.#log.push({ sql, params, dueMs });
      const result = server.run(sql, params);
      server.applied = this.#log.length;
      const others = this.#servers.filter((one) => one !== server && !one.isDown).map(({ index }) =>
        dueMs[index]! - nowMs
      );
      const waitMs = isSynchronous && others.length > 0 ? Math.min(...others) : 0;
      return sleepThen(waitMs, () => server.isDown ? cut() : result);
    });
  }

  /** What a replica has by now. In the order of the log: one late entry holds up those behind it. */
  #replay(server: Server): void {
    const nowMs = this.#options.clock.nowMs();
    while (server.applied < this.#log.length && this.#log[server.applied]!.dueMs[server.index]! <= nowMs) {
      const { sql, params } = this.#log[server.applied++]!;
      server.run(sql, params);
    }
  }

  /** What it had not received is gone with the old primary. */
  #promote(server: Server): void {
    this.#replay(server);
    this.#log = this.#log.slice(0, server.applied);
    this.#primary = server.index;
  }

  #isUp(server: Server): boolean {
    return !server.isDown;
  }
}

function refused(server: Server): never {
  throw new ConnectionLost(`Cannot connect: server ${server.index} must be up: received a refusal`);
}
