import type { Clock } from "../flow/clock.ts";
import { all } from "../flow/all.ts";
import { chain, later } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { Semaphore } from "../flow/semaphore.ts";
import type { Probe } from "../ports/probe.ts";
import type { SqlConnection, SqlDatabase, SqlDialect } from "../ports/sql_database.ts";
import { ConnectionLost } from "./session_errors.ts";

/** Thrown when no connection became free in time. */
export class PoolExhausted extends Error {
  override readonly name = "PoolExhausted";
  readonly code = "pool-exhausted";
}

export interface ConnectionPoolOptions {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly probe: Probe;
  /** @default 10, architecture A's dashboard ("3/10") */
  readonly maxConnections?: number;
  /** Longest wait for a connection, ms. @default 5000 */
  readonly acquireTimeoutMs?: number;
}

/** What a pool did since it was made. */
export interface PoolStats {
  readonly size: number;
  readonly active: number;
  readonly waiting: number;
  /** Connections lent. */
  readonly lent: number;
  /** How many of them were waited for. */
  readonly waited: number;
  /** Who waited in vain. */
  readonly refused: number;
  /** Connections opened: more than `size` when some were lost and replaced. */
  readonly opened: number;
  readonly mostActive: number;
  readonly mostWaiting: number;
  readonly longestWaitMs: number;
}

/** A connection with how long it was waited for. */
export interface Lease {
  readonly connection: SqlConnection;
  readonly waitMs: number;
}

/**
 * A bounded number of connections, opened when first needed and used again; who finds none free waits in line. Whatever
 * happens to the caller (value, error, halt), its connection goes back.
 */
export class ConnectionPool {
  readonly size: number;
  readonly #database: SqlDatabase;
  readonly #clock: Clock;
  readonly #probe: Probe;
  readonly #acquireTimeoutMs: number;
  readonly #permits: Semaphore;
  readonly #idle: SqlConnection[] = [];
  #isClosed = false;
  #lent = 0;
  #waited = 0;
  #refused = 0;
  #opened = 0;
  #mostActive = 0;
  #mostWaiting = 0;
  #longestWaitMs = 0;

  constructor(options: ConnectionPoolOptions) {
    this.size = options.maxConnections ?? 10;
    this.#database = options.database;
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#acquireTimeoutMs = options.acquireTimeoutMs ?? 5000;
    this.#permits = new Semaphore({ permits: this.size, name: "a database connection" });
  }

  get active(): number {
    return this.size - this.#permits.free;
  }

  get waiting(): number {
    return this.#permits.waiting;
  }

  get dialect(): SqlDialect | undefined {
    return this.#database.dialect;
  }

  stats(): PoolStats {
    return {
      size: this.size,
      active: this.active,
      waiting: this.waiting,
      lent: this.#lent,
      waited: this.#waited,
      refused: this.#refused,
      opened: this.#opened,
      mostActive: this.#mostActive,
      mostWaiting: this.#mostWaiting,
      longestWaitMs: this.#longestWaitMs,
    };
  }

  /**
   * Lends a connection to `use`.
   *
   * @throws PoolExhausted when none is free within the time-out.
   */
  withConnection<T>(use: (lease: Lease) => Operation<T>): Operation<T> {
    return later(() => {
      if (this.#permits.tryAcquire()) {
        // Nobody waits here: the clock, which costs as much as all the rest of this, is not read.
        const idle = this.#begin();
        return idle === undefined
          ? this.#open(use, this.#clock.nowMs())
          : this.#lend(use, { connection: idle, waitMs: 0 });
      }
      const askedMs = this.#clock.nowMs();
      return chain(this.#wait(), (isGranted) => {
        const waitMs = this.#clock.nowMs() - askedMs;
        this.#waited++;
        if (waitMs > this.#longestWaitMs) this.#longestWaitMs = waitMs;
        if (isGranted) {
          const idle = this.#begin();
          return idle === undefined ? this.#open(use, askedMs) : this.#lend(use, { connection: idle, waitMs });
        }
        this.#refused++;
        throw new PoolExhausted(
          `Cannot get a database connection: one must become free within ${this.#acquireTimeoutMs} ms: ` +
            `received ${this.active} busy and ${this.waiting} waiting`,
        );
      });
    });
  }

  /** Opens every connection before the first is needed: what a query would wait for otherwise. */
  *open(): Flow<void> {
    const opening = Array.from({ length: this.size - this.active - this.#idle.length }, () => this.#database.connect());
    for (const connection of yield* all(opening)) {
      this.#opened++;
      if (this.#isClosed) connection.close();
      else this.#idle.push(connection);
    }
  }

  /** Closes what is idle, and each other connection when it comes back. */
  close(): void {
    this.#isClosed = true;
    this.#closeIdle();
  }

  audit(): void {
    if (this.#idle.length > this.size) {
      throw new RangeError(`Cannot trust the pool: it must hold at most ${this.size}: received ${this.#idle.length}`);
    }
  }

  /** The caller holds a permit. @returns a connection that waited for it, if there is one */
  #begin(): SqlConnection | undefined {
    this.#lent++;
    this.#report(this.waiting);
    return this.#takeIdle();
  }

  /** The caller holds a permit: from here on it goes back whatever happens. */
  #open<T>(use: (lease: Lease) => Operation<T>, askedMs: number): Operation<T> {
    const lend = (connection: SqlConnection) => {
      this.#opened++;
      return this.#lend(use, { connection, waitMs: this.#clock.nowMs() - askedMs });
    };
    const failed = (error: unknown): never => {
      this.#permits.release();
      throw error;
    };
    return chain(later(() => this.#database.connect()), lend, failed, () => this.#permits.release());
  }

  #lend<T>(use: (lease: Lease) => Operation<T>, lease: Lease): Operation<T> {
    const { connection } = lease;
    const used = (value: T) => {
      this.#giveBack(connection, true);
      return immediate(value);
    };
    const failed = (error: unknown): never => {
      // When one session was cut, the server is likely gone, and what is idle with it.
      if (error instanceof ConnectionLost) this.#closeIdle();
      this.#giveBack(connection, connection.isSoundAfter?.(error) ?? false);
      throw error;
    };
    let work: Operation<T>;
    try {
      work = use(lease);
    } catch (error) {
      return failed(error);
    }
    return chain(work, used, failed, () => this.#giveBack(connection, false));
  }

  #takeIdle(): SqlConnection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection?.isBroken !== true) return connection;
      connection.close();
    }
  }

  #closeIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  /** A session in the middle of an unfinished query is not handed to the next caller. */
  #giveBack(connection: SqlConnection, isSound: boolean): void {
    if (isSound && !this.#isClosed && connection.isBroken !== true) this.#idle.push(connection);
    else connection.close();
    this.#permits.release();
  }

  #wait(): Flow<boolean> {
    this.#report(this.waiting + 1);
    return this.#permits.acquire(this.#acquireTimeoutMs);
  }

  #report(waiting: number): void {
    const { active } = this;
    if (active > this.#mostActive) this.#mostActive = active;
    if (waiting > this.#mostWaiting) this.#mostWaiting = waiting;
    this.#probe.emit({ kind: "pool", active, waiting, size: this.size });
  }
}
