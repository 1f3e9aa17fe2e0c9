import { AssertionError } from "./assertion_error.ts";
import { describeDifference } from "./describe_difference.ts";
import { equal } from "./equal.ts";
import { format } from "./format.ts";
import { suffix } from "./suffix.ts";

/**
 * Asserts that two values are deeply equal, as {@linkcode equal} sees it.
 *
 * @throws {AssertionError} when they are not; the message shows the difference line by line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Map([["hits", 1]]), new Map([["hits", 1]]));
 * ```
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${suffix(msg)}\n${describeDifference(actual, expected)}`,
  );
}

/**
 * Asserts that two values are not deeply equal.
 *
 * @throws {AssertionError} when they are.
 *
 * @example
 * ```ts
 * import { assertNotEquals } from "@std/assert";
 *
 * assertNotEquals({ ttlMs: undefined }, {});
 * ```
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${format(actual)} not to be: ${format(expected)}${suffix(msg)}`,
  );
}
