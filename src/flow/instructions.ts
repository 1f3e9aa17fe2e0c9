import { Immediate, Now, type Operation, Outside, Park, Sleep, SleepThen, Spawn } from "./operation.ts";
import type { Task } from "./task.ts";
import type { Waiter } from "./waiter.ts";

/** The time in ms. Components on a hot path read the `Clock` they were given instead. */
export function now(): Operation<number> {
  return new Now();
}

/**
 * Waits.
 *
 * @param ms A finite number of at least 0.
 * @throws RangeError for any other number, where it is called.
 */
export function sleep(ms: number): Operation<void> {
  if (!(ms >= 0 && ms < Infinity)) {
    throw new RangeError(`Cannot sleep: the time must be a finite number of ms of at least 0: received ${ms}`);
  }
  return new Sleep(ms);
}

/**
 * Waits, then gives what `compute` gives: what takes a known time and has a value, for one object.
 *
 * @throws RangeError as `sleep`; the operation throws what `compute` throws.
 */
export function sleepThen<T>(ms: number, compute: () => T): Operation<T> {
  if (!(ms >= 0 && ms < Infinity)) {
    throw new RangeError(`Cannot sleep: the time must be a finite number of ms of at least 0: received ${ms}`);
  }
  return new SleepThen(ms, compute);
}

/** What a park with a limit gives when nobody woke it in time. */
export const TIMED_OUT: unique symbol = Symbol("timed out");

/**
 * Waits until somebody resumes the waiter.
 *
 * @param waitingFor Names it for the error message of a simulation that is stuck: "a free connection".
 * @param begin Called at once with the waiter; may return what undoes it when the task is halted or the limit passes.
 */
export function park<T>(waitingFor: string, begin: (waiter: Waiter<T>) => (() => void) | void): Operation<T> {
  return new Park(waitingFor, begin, Infinity);
}

/** As `park`, for at most `limitMs`; then gives TIMED_OUT. */
export function parkWithin<T>(
  limitMs: number,
  waitingFor: string,
  begin: (waiter: Waiter<T>) => (() => void) | void,
): Operation<T | typeof TIMED_OUT> {
  if (!(limitMs >= 0)) {
    throw new RangeError(`Cannot park: the limit must be a number of ms of at least 0: received ${limitMs}`);
  }
  return new Park<T | typeof TIMED_OUT>(waitingFor, begin as (waiter: Waiter<T | typeof TIMED_OUT>) => void, limitMs);
}

/**
 * Starts a child of this task: it is halted when this task ends, and fails this task when it fails while nobody joins it.
 * Join it with `yield* task`.
 */
export function spawn<T>(operation: Operation<T>, name = "task"): Operation<Task<T>> {
  return new Spawn(operation, name, false);
}

/** Starts a task that outlives this one: it ends with the world. Its failure, when nobody joins it, fails the world. */
export function background<T>(operation: Operation<T>, name = "background task"): Operation<Task<T>> {
  return new Spawn(operation, name, true);
}

/**
 * Waits for a real promise. Refused by name in simulated time.
 *
 * @param start Receives a signal that aborts when the task is halted.
 */
export function outside<T>(name: string, start: (signal: AbortSignal) => PromiseLike<T>): Operation<T> {
  return new Outside(name, start);
}

/**
 * An operation that has its value already: a hit costs no event.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * assertEquals(simulate(() => immediate(42)), 42);
 * ```
 */
export function immediate<T>(value: T): Operation<T> {
  return new Immediate(value);
}
