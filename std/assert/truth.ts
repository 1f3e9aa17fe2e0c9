import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./suffix.ts";

/** What {@linkcode assertFalse} leaves of a type. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/**
 * Asserts that a value is truthy.
 *
 * @throws {AssertionError} when it is falsy; the message is `msg` alone.
 *
 * @example
 * ```ts
 * import { assert, assertThrows } from "@std/assert";
 *
 * assert("non-empty");
 * assertThrows(() => assert(0, "no hits"), Error, "no hits");
 * ```
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Asserts that a value is falsy.
 *
 * @throws {AssertionError} when it is truthy; the message is `msg` alone.
 *
 * @example
 * ```ts
 * import { assertFalse } from "@std/assert";
 *
 * assertFalse([].length);
 * ```
 */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/**
 * Asserts that a value is neither null nor undefined.
 *
 * @throws {AssertionError} when it is one of them.
 *
 * @example
 * ```ts
 * import { assertExists } from "@std/assert";
 *
 * assertExists(0);
 * ```
 */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw new AssertionError(
      `Expected actual: "${actual}" to not be null or undefined${suffix(msg)}`,
    );
  }
}
