import { parkWithin, spawn, TIMED_OUT } from "./instructions.ts";
import type { Flow, Operation } from "./operation.ts";

/** Thrown when an operation does not end in time. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
  readonly code = "deadline-exceeded";
}

/**
 * Gives an operation a limit; past it the operation is halted.
 *
 * @throws DeadlineExceeded
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { sleep } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * import { DeadlineExceeded, timeout } from "./timeout.ts";
 * assertThrows(() => simulate(() => timeout(10, sleep(20), "a nap")), DeadlineExceeded, "within 10 ms");
 * ```
 */
export function* timeout<T>(limitMs: number, operation: Operation<T>, what: string): Flow<T> {
  const task = yield* spawn(operation, what);
  let isOver = false;
  try {
    const value = yield* parkWithin<T>(limitMs, what, (waiter) => task.addJoiner(waiter));
    isOver = value !== TIMED_OUT;
    if (value !== TIMED_OUT) return value;
    throw new DeadlineExceeded(
      `Cannot wait for ${what} any longer: it must end within ${limitMs} ms: received nothing`,
    );
  } finally {
    if (!isOver) yield* task.halt();
  }
}
