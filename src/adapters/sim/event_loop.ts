import { chain } from "../../flow/chain.ts";
import { immediate } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { SimulatedThread } from "./simulated_thread.ts";

/**
 * What happens outside an application's thread, as its event loop sees it: an answer that has come is taken up when the loop's turn
 * is over. Without this a request would leave the queue of the thread once and for all when it first gets hold of it, and a look-up
 * that misses would be as fast at high load as at low load.
 *
 * @param thread undefined where no thread is modelled: then an answer is taken up at once.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { spawn, sleep } from "../../flow/instructions.ts";
 * import { simulate } from "../../flow/simulated_world.ts";
 * import { takenUp } from "./event_loop.ts";
 * import { SimulatedThread } from "./simulated_thread.ts";
 * const endedMs = simulate(function* (clock) {
 *   const thread = new SimulatedThread(clock);
 *   yield* spawn(thread.request(8), "a request");
 *   yield* takenUp(sleep(3), thread);
 *   return clock.nowMs();
 * });
 * assertEquals(endedMs, 8);
 * ```
 */
export function takenUp<T>(outside: Operation<T>, thread: SimulatedThread | undefined): Operation<T> {
  if (thread === undefined) return outside;
  return chain(
    outside,
    (value) => chain(thread.answer(), () => immediate(value)),
    (error) =>
      chain(thread.answer(), () => {
        throw error;
      }),
  );
}
