/**
 * What a halted flow is ended with: it is thrown where the flow waits, so that its `finally` blocks run, those that take time too. (A
 * generator's `return` would do that as well, but the engine forgets it when a `finally` block of an inner generator yields, and the
 * outer one's body then goes on.)
 */
class HaltSignal {
  readonly name = "HaltSignal";
}

export const HALT = new HaltSignal();

/**
 * The first statement of each `catch` around a `yield*`: what ends a halted flow is nobody's error. The lint rule `caught-halt` asks for it.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { rethrowHalt } from "./halt.ts";
 * import { sleep } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * assertThrows(() =>
 *   simulate(function* () {
 *     try {
 *       yield* sleep(1);
 *       throw new RangeError("too late");
 *     } catch (error) {
 *       rethrowHalt(error);
 *       throw error;
 *     }
 *   }), RangeError);
 * ```
 */
export function rethrowHalt(error: unknown): void {
  if (error === HALT) throw error;
}
