import { chain, later } from "../../flow/chain.ts";
import type { Clock } from "../../flow/clock.ts";
import { background, immediate, park, sleep } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import type { Waiter } from "../../flow/waiter.ts";

/**
 * The thread of an application server with its event loop. Nothing is pre-empted. It works in turns: what comes during a turn waits
 * for the next one, in which answers from outside (of a database) are taken up before requests: those must be read from their
 * sockets first. Whoever has the thread keeps it as long as there is more to do without waiting for something outside. O(1) a piece
 * of work.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { spawn } from "../../flow/instructions.ts";
 * import { simulate } from "../../flow/simulated_world.ts";
 * import { SimulatedThread } from "./simulated_thread.ts";
 * const endedMs = simulate(function* (clock) {
 *   const thread = new SimulatedThread(clock);
 *   const other = yield* spawn(thread.request(5), "another request");
 *   yield* thread.request(5);
 *   yield* other;
 *   return clock.nowMs();
 * });
 * assertEquals(endedMs, 10);
 * ```
 */
export class SimulatedThread {
  readonly #clock: Clock;
  /** Of what has the thread. */
  readonly #more: Piece[] = [];
  /** Of the turn that runs. */
  #turn: Piece[] = [];
  /** Of the next one. */
  readonly #answers: Piece[] = [];
  readonly #requests: Piece[] = [];
  #isAtWork = false;
  #idleSinceMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Work on a request that comes now. Over when it is done. */
  request(workMs: number): Operation<void> {
    return this.#given(this.#requests, workMs);
  }

  /** An answer from outside comes now. Over when it is taken up: at once when the thread has nothing to do. */
  answer(): Operation<void> {
    return this.#isAtWork ? this.#given(this.#answers, 0) : DONE;
  }

  /** More work of who has the thread. */
  more(workMs: number): Operation<void> {
    return this.#given(this.#more, workMs);
  }

  /** More work of who has the thread, for which nobody waits: it delays the next one. */
  leave(workMs: number): void {
    if (workMs > 0) this.#more.push({ workMs, waiter: undefined });
  }

  /** How long the thread has had nothing to do, ms; 0 when it is at work. */
  get idleMs(): number {
    return this.#isAtWork ? 0 : this.#clock.nowMs() - this.#idleSinceMs;
  }

  #given(queue: Piece[], workMs: number): Operation<void> {
    return later(() => {
      const piece: Piece = { workMs, waiter: undefined };
      queue.push(piece);
      return chain(this.#atWork(), () => park<void>("the thread", (waiter) => void (piece.waiter = waiter)));
    });
  }

  #atWork(): Operation<unknown> {
    if (this.#isAtWork) return DONE;
    this.#isAtWork = true;
    return background(this.#work(), "the thread");
  }

  *#work(): Flow<void> {
    for (;;) {
      const piece = this.#next();
      if (piece === undefined) break;
      yield* sleep(piece.workMs);
      piece.waiter?.resume();
      // What it has more to do comes before all else.
      yield* sleep(0);
    }
    this.#isAtWork = false;
    this.#idleSinceMs = this.#clock.nowMs();
  }

  #next(): Piece | undefined {
    const more = this.#more.shift();
    if (more !== undefined) return more;
    if (this.#turn.length === 0) {
      this.#turn = [...this.#answers, ...this.#requests];
      this.#answers.length = 0;
      this.#requests.length = 0;
    }
    return this.#turn.shift();
  }
}

interface Piece {
  readonly workMs: number;
  /** Who waits for its end; nobody yet in the moment in which it comes. */
  waiter: Waiter<void> | undefined;
}

const DONE = immediate<void>(undefined);
