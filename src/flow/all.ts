import { spawn } from "./instructions.ts";
import type { Flow, Operation } from "./operation.ts";
import type { Task } from "./task.ts";

/**
 * Runs operations together; their values in the order they were given. When one fails the others are halted.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { all } from "./all.ts";
 * import { immediate } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * assertEquals(simulate(() => all([immediate(1), immediate(2)])), [1, 2]);
 * ```
 */
export function* all<T>(operations: readonly Operation<T>[]): Flow<T[]> {
  const scope = yield* spawn(gather(operations), "all");
  return yield* scope;
}

function* gather<T>(operations: readonly Operation<T>[]): Flow<T[]> {
  const tasks: Task<T>[] = [];
  for (const operation of operations) tasks.push(yield* spawn(operation, "one of all"));
  const values: T[] = [];
  for (const task of tasks) values.push(yield* task);
  return values;
}
