import { chain } from "../../flow/chain.ts";
import { immediate, sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import type { SimulatedCpu } from "./simulated_cpu.ts";

/**
 * What happens outside an application's thread, as its event loop sees it: an answer that has come is taken up when the thread has
 * done what came before. Without this a request would leave the queue of the thread once and for all when it first gets hold of it,
 * and a look-up that misses would be as fast at high load as at low load.
 *
 * @param thread undefined where no thread is modelled: then an answer is taken up at once.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chain } from "../../flow/chain.ts";
 * import { immediate, sleep } from "../../flow/instructions.ts";
 * import { simulate } from "../../flow/simulated_world.ts";
 * import { takenUp } from "./event_loop.ts";
 * import { SimulatedCpu } from "./simulated_cpu.ts";
 * const endedMs = simulate((clock) => {
 *   const thread = new SimulatedCpu({ clock, processors: 1 });
 *   thread.msUntilDone(8);
 *   return chain(takenUp(sleep(3), thread), () => immediate(clock.nowMs()));
 * });
 * assertEquals(endedMs, 8);
 * ```
 */
export function takenUp<T>(outside: Operation<T>, thread: SimulatedCpu | undefined): Operation<T> {
  if (thread === undefined) return outside;
  return chain(
    outside,
    (value) => {
      const waitMs = thread.msUntilDone(0);
      return waitMs === 0 ? immediate(value) : sleepThen(waitMs, () => value);
    },
    (error) =>
      sleepThen(thread.msUntilDone(0), () => {
        throw error;
      }),
  );
}
