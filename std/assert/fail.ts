import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./suffix.ts";

/**
 * Fails.
 *
 * @throws {AssertionError} always.
 *
 * @example
 * ```ts
 * import { assertThrows, fail } from "@std/assert";
 *
 * assertThrows(() => fail("no such policy"), Error, "Failed assertion: no such policy");
 * ```
 */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}

/**
 * Marks a line that no run may reach.
 *
 * @throws {AssertionError} always.
 *
 * @example
 * ```ts
 * import { assertThrows, unreachable } from "@std/assert";
 *
 * assertThrows(() => unreachable(), Error, "Unreachable.");
 * ```
 */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${suffix(msg)}`);
}
