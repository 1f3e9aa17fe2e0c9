import { chain } from "../../flow/chain.ts";
import { immediate, sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { SimulatedThread } from "./simulated_thread.ts";

/**
 * What happens outside an application's thread, as its event loop sees it: an answer that has come is taken up when the loop's turn
 * is over, before the requests that came meanwhile (a request is read from its socket and parsed first; the answer's promise is
 * settled at once). Without this a request would leave the queue of the thread once and for all when it first gets hold of it, and a
 * look-up that misses would be as fast at high load as at low load; with answers at the end of the queue the live hit ratio of L1
 * was missed by 0.6 to 0.8 points at half load, so by 0.4 to 0.5.
 *
 * @param thread undefined where no thread is modelled: then an answer is taken up at once.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chain } from "../../flow/chain.ts";
 * import { immediate, sleep } from "../../flow/instructions.ts";
 * import { simulate } from "../../flow/simulated_world.ts";
 * import { takenUp } from "./event_loop.ts";
 * import { SimulatedThread } from "./simulated_thread.ts";
 * const endedMs = simulate((clock) => {
 *   const thread = new SimulatedThread(clock);
 *   thread.msUntilDone(8);
 *   return chain(takenUp(sleep(3), thread), () => immediate(clock.nowMs()));
 * });
 * assertEquals(endedMs, 8);
 * ```
 */
export function takenUp<T>(outside: Operation<T>, thread: SimulatedThread | undefined): Operation<T> {
  if (thread === undefined) return outside;
  return chain(
    outside,
    (value) => {
      const waitMs = thread.msUntilNextTurn();
      return waitMs === 0 ? immediate(value) : sleepThen(waitMs, () => value);
    },
    (error) =>
      sleepThen(thread.msUntilNextTurn(), () => {
        throw error;
      }),
  );
}
