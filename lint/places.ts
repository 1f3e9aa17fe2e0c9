/** The only places of the product that touch the real world: the clock, chance, the network, the machine, promises. */
const WORLDLY: readonly string[] = ["src/adapters/live/", "src/flow/live_clock.ts", "src/cli/"];

/**
 * Whether a file must be free of time, chance and promises: everything in src/ and scenarios/ but the worldly places.
 *
 * @param path From the project's root.
 *
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 * import { isPure } from "./places.ts";
 *
 * assert(isPure("src/cache/store.ts"));
 * assertFalse(isPure("src/adapters/live/redis.ts"));
 * assertFalse(isPure("tests/cache/store_test.ts"));
 * ```
 */
export function isPure(path: string): boolean {
  if (!path.startsWith("src/") && !path.startsWith("scenarios/")) return false;
  return !WORLDLY.some((place) => path.startsWith(place));
}
