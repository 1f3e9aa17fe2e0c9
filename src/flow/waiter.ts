import type { Interpreter } from "./interpreter.ts";
import type { Task } from "./task.ts";

/**
 * The right to wake one parked task, once. A wake-up that comes late (the task was halted, timed out or woken already) is
 * ignored.
 */
export class Waiter<T> {
  readonly #interpreter: Interpreter;
  /** Whom it wakes. */
  readonly task: Task<unknown>;
  readonly #epoch: number;
  /** The next of those who wait for the same task's end. */
  next: Waiter<unknown> | undefined = undefined;

  constructor(interpreter: Interpreter, task: Task<unknown>) {
    this.#interpreter = interpreter;
    this.task = task;
    this.#epoch = task.epoch;
  }

  /** Whether the task still waits for this. */
  get isWaiting(): boolean {
    return this.task.epoch === this.#epoch;
  }

  resume(value: T): void {
    if (this.isWaiting) this.#interpreter.wake(this.task, "next", value);
  }

  fail(error: unknown): void {
    if (this.isWaiting) this.#interpreter.wake(this.task, "throw", error);
  }
}
