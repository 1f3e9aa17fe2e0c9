import { Chain, Immediate, type Operation } from "./operation.ts";

/**
 * One operation and then the one made of its value: `yield*` twice, without a generator's cost. For what stands on every
 * request's way; elsewhere a generator reads better.
 *
 * The interpreter keeps chains on a stack of its own: a tier that wraps the next one costs nothing at the events inside it.
 *
 * @param onError Makes an operation of an error of the first one; without it the error goes on.
 * @param onHalt Called when the task is halted while the first one is under way: what a `finally` block would do.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chain } from "./chain.ts";
 * import { immediate, sleep } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * assertEquals(simulate((clock) => chain(sleep(5), () => immediate(clock.nowMs()))), 5);
 * ```
 */
export function chain<T, U>(
  first: Operation<T>,
  then: (value: T) => Operation<U>,
  onError?: (error: unknown) => Operation<U>,
  onHalt?: () => void,
): Operation<U> {
  if (first.kind === "immediate") return goOnWith(first as Immediate<T>, then);
  return new Chain(first, then as (value: unknown) => Operation<U>, onError, onHalt) as Operation<unknown> as Operation<
    U
  >;
}

/** The value is there already: no frame for it. What `then` throws is the operation's error, as it would be otherwise. */
function goOnWith<T, U>(first: Immediate<T>, then: (value: T) => Operation<U>): Operation<U> {
  try {
    return then(first.value);
  } catch (error) {
    return later(() => {
      throw error;
    });
  }
}

/** An operation that is made when it begins: what has effects, or could be dropped before it begins. */
export function later<T>(make: () => Operation<T>): Operation<T> {
  return new Chain(NOW, make as () => Operation<unknown>, undefined, undefined) as Operation<unknown> as Operation<T>;
}

const NOW = new Immediate<void>(undefined);
