import type { Clock } from "./clock.ts";
import { Interpreter, type World } from "./interpreter.ts";
import type { Operation, Outside } from "./operation.ts";
import type { Task } from "./task.ts";
import type { Waiter } from "./waiter.ts";

/** The longest delay that a timer of the runtime can take, 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 0x7fffffff;
const NEVER = new AbortController().signal;

/**
 * The real world: flows run on the real clock and may wait for promises.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { outside } from "./instructions.ts";
 * import { LiveWorld } from "./live_clock.ts";
 * const world = new LiveWorld({ onUnhandled: (error) => { throw error; } });
 * assertEquals(await world.run(() => outside("an answer", () => Promise.resolve(42))), 42);
 * ```
 */
export class LiveWorld implements World, Clock {
  readonly #interpreter: Interpreter;
  readonly #startedMs = performance.now();
  readonly epochMs = performance.timeOrigin + this.#startedMs;
  readonly #onUnhandled: (error: unknown) => void;
  #isDraining = false;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;
  #timerDueMs = Infinity;

  /** @param options `onUnhandled`: told of the failure of a background task that nobody joined. */
  constructor(options: { onUnhandled: (error: unknown) => void }) {
    this.#interpreter = new Interpreter(this);
    this.#onUnhandled = options.onUnhandled;
  }

  nowMs(): number {
    return performance.now() - this.#startedMs;
  }

  /** Runs a flow; halted when the signal aborts (the promise then rejects with the signal's reason). */
  run<T>(start: (clock: Clock) => Operation<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const task = this.#interpreter.start(start(this), "a live flow");
      const abort = () => {
        this.#interpreter.halt(task as Task<unknown>);
        this.#drain();
      };
      task.onEnd = () => {
        signal?.removeEventListener("abort", abort);
        if (task.state === "done") resolve(task.outcome as T);
        else reject(task.state === "failed" ? task.outcome : signal?.reason);
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort);
      this.#drain();
    });
  }

  /** Halts everything that runs in this world. */
  close(): void {
    this.#interpreter.haltAll();
    this.#drain();
    clearTimeout(this.#timer);
    this.#timerDueMs = Infinity;
  }

  outside(instruction: Outside<unknown>, waiter: Waiter<unknown>): () => void {
    // Who takes no signal cannot be aborted: making one costs more than all the rest of this.
    const abort = instruction.start.length > 0 ? new AbortController() : undefined;
    const settle = (deliver: () => void) => {
      if (!waiter.isWaiting) return;
      deliver();
      this.#drain();
    };
    instruction.start(abort?.signal ?? NEVER).then(
      (value) => settle(() => waiter.resume(value)),
      (error) => settle(() => waiter.fail(error)),
    );
    return () => abort?.abort();
  }

  workArrived(): void {
    if (!this.#isDraining) queueMicrotask(() => this.#drain());
  }

  unhandled(error: unknown): void {
    this.#onUnhandled(error);
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      do {
        this.#interpreter.wakeDue(this.nowMs());
        this.#interpreter.drain();
      } while (this.#interpreter.hasReady);
    } finally {
      this.#isDraining = false;
    }
    this.#arm();
  }

  #arm(): void {
    const dueMs = this.#interpreter.nextDueMs;
    if (dueMs === this.#timerDueMs) return;
    clearTimeout(this.#timer);
    this.#timerDueMs = dueMs;
    if (dueMs === Infinity) return;
    const delayMs = Math.min(Math.max(0, dueMs - this.nowMs()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      this.#timerDueMs = Infinity;
      this.#drain();
    }, delayMs);
  }
}
