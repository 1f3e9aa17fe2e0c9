import type { Clock } from "../../flow/clock.ts";

/**
 * The thread of an application server with its event loop. It works through what it is given in its order, in turns: what comes
 * during a turn waits for the next one. Nothing is pre-empted, so the time until a piece is done is known when it comes: no queue is
 * kept, only when the turn ends and when all is done. O(1) a piece.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SimulatedThread } from "./simulated_thread.ts";
 * const thread = new SimulatedThread({ nowMs: () => 0, epochMs: 0 });
 * assertEquals([thread.msUntilDone(5), thread.msUntilDone(5), thread.msUntilNextTurn()], [5, 10, 5]);
 * ```
 */
export class SimulatedThread {
  readonly #clock: Clock;
  #turnUntilMs = 0;
  #busyUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes on work of so many ms, after all that it has. @returns ms until it is done, the wait included. */
  msUntilDone(workMs: number): number {
    const nowMs = this.#turned();
    const wasIdle = this.#busyUntilMs <= nowMs;
    this.#busyUntilMs = Math.max(nowMs, this.#busyUntilMs) + workMs;
    if (wasIdle) this.#turnUntilMs = this.#busyUntilMs;
    return this.#busyUntilMs - nowMs;
  }

  /** ms until the turn is over, whatever has come for the next one; 0 when the thread has nothing to do. */
  msUntilNextTurn(): number {
    const nowMs = this.#turned();
    return Math.max(0, this.#turnUntilMs - nowMs);
  }

  /** How long the thread has had nothing to do, ms; 0 when it is busy. */
  get idleMs(): number {
    return Math.max(0, this.#clock.nowMs() - this.#busyUntilMs);
  }

  /** When a turn is over, the next one begins with what came meanwhile. @returns now */
  #turned(): number {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#turnUntilMs) this.#turnUntilMs = this.#busyUntilMs;
    return nowMs;
  }
}
