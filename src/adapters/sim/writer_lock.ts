import type { Clock } from "../../flow/clock.ts";
import { immediate, sleep } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";

/** Thrown when the lock stayed another's for as long as SQLite waits. */
export class DatabaseLocked extends Error {
  override readonly name = "DatabaseLocked";
  readonly code = "SQLITE_BUSY";
}

/** Pauses of SQLite's own busy handler between two looks at the lock, ms; the last one again and again (sqliteDefaultBusyCallback, SQLite 3.50). */
const PAUSES_MS = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];
/** `busy_timeout` of our SQLite sessions, ms. */
const PATIENCE_MS = 5000;
const TAKEN = immediate<void>(undefined);

/**
 * SQLite's one writer at a time, in simulated time (write-ahead mode: readers wait for nobody). Who finds it taken does not queue but
 * looks again after a pause that grows: the lock may be free meanwhile, and who comes later may have it first.
 */
export class WriterLock {
  readonly #clock: Clock;
  #freeAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes the lock for so long, from when it is had.
   *
   * @throws DatabaseLocked after 5 s.
   */
  take(heldMs: number): Operation<void> {
    return this.#tryFor(heldMs) ? TAKEN : this.#lookAgain(heldMs);
  }

  #tryFor(heldMs: number): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#freeAtMs) return false;
    this.#freeAtMs = nowMs + heldMs;
    return true;
  }

  *#lookAgain(heldMs: number): Flow<void> {
    let waitedMs = 0;
    for (let look = 0; waitedMs < PATIENCE_MS; look++) {
      const pauseMs = Math.min(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)]!, PATIENCE_MS - waitedMs);
      yield* sleep(pauseMs);
      waitedMs += pauseMs;
      if (this.#tryFor(heldMs)) return;
    }
    throw new DatabaseLocked(`Cannot write: no other writer may hold the database for ${PATIENCE_MS} ms: received one`);
  }
}
