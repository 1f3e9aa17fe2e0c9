import { park, spawn } from "./instructions.ts";
import type { Flow, Operation } from "./operation.ts";
import type { Waiter } from "./waiter.ts";

/**
 * Runs operations together; the first to end decides: its value, or its error. The others are halted, and race is over when
 * their `finally` blocks are.
 *
 * @throws RangeError when there is nothing to race.
 */
export function* race<T>(operations: readonly Operation<T>[]): Flow<T> {
  if (operations.length === 0) throw new RangeError("Cannot race: there must be at least one operation: received none");
  const scope = yield* spawn(first(operations), "race");
  return yield* scope;
}

function* first<T>(operations: readonly Operation<T>[]): Flow<T> {
  let waiter: Waiter<T> | undefined;
  let winner: { value: T } | undefined;
  for (const operation of operations) {
    yield* spawn(
      (function* () {
        const value = yield* operation;
        winner ??= { value };
        waiter?.resume(value);
      })(),
      "one of race",
    );
  }
  return yield* park<T>("the first of a race", (parked) => {
    if (winner) parked.resume(winner.value);
    else waiter = parked;
  });
}
