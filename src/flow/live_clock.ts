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
  #isScheduled = false;
  readonly #drainSoon = () => {
    this.#isScheduled = false;
    this.#drain();
  };
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
    if (signal === undefined) {
      try {
        return promised(this.#begun(start(this)));
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return new Promise((resolve, reject) => {
      const task = this.#interpreter.start(start(this), "a live flow");
      const abort = () => {
        this.#interpreter.halt(task as Task<unknown>);
        this.#drain();
      };
      task.onEnd = () => {
        signal.removeEventListener("abort", abort);
        if (task.state === "done") resolve(task.outcome as T);
        else reject(task.state === "failed" ? task.outcome : signal.reason);
      };
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
      this.#drain();
    });
  }

  /** Runs an operation. @returns its value at once if it needed no waiting, otherwise as `run`. */
  runNow<T>(operation: Operation<T>): T | Promise<T> {
    const task = this.#begun(operation);
    return task.state === "done" ? task.outcome as T : promised(task);
  }

  /** A task that has run as far as it could. Its failure is nobody's yet: `promised` is to be called in the same turn. */
  #begun<T>(operation: Operation<T>): Task<T> {
    const task = this.#interpreter.start(operation, "a live flow");
    task.onEnd = HANDLED;
    this.#drain();
    return task;
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
    if (this.#isDraining || this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(this.#drainSoon);
  }

  unhandled(error: unknown): void {
    this.#onUnhandled(error);
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      this.#interpreter.drain();
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
      this.#interpreter.wakeDue(this.nowMs());
      this.#drain();
    }, delayMs);
  }
}

const HANDLED = () => {};

/** The end of a task that has begun and that nobody else waits for. */
function promised<T>(task: Task<T>): Promise<T> {
  if (task.isOver) return task.state === "done" ? Promise.resolve(task.outcome as T) : Promise.reject(reasonOf(task));
  return new Promise((resolve, reject) => {
    task.onEnd = () => task.state === "done" ? resolve(task.outcome as T) : reject(reasonOf(task));
  });
}

/** A world that was closed has no reason to give. */
function reasonOf<T>({ state, outcome }: Task<T>): unknown {
  return state === "failed" ? outcome : undefined;
}
