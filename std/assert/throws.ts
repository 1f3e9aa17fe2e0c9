import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";
import { suffix } from "./suffix.ts";

/**
 * Asserts that a function throws; whatever it throws is returned.
 *
 * @throws {AssertionError} when it returns.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(assertThrows(() => {
 *   throw "not even an error";
 * }), "not even an error");
 * ```
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class, whose message contains a text; the error is returned.
 *
 * @throws {AssertionError} when it returns, or throws something else.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => new Array(-1), RangeError, "Invalid array length");
 * ```
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClassOrMsg?: (abstract new (...args: never[]) => E) | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): unknown {
  const ErrorClass = typeof errorClassOrMsg === "string" ? undefined : errorClassOrMsg;
  const ownMsg = typeof errorClassOrMsg === "string" ? errorClassOrMsg : msg;
  try {
    fn();
  } catch (error) {
    if (ErrorClass) {
      if (!(error instanceof Error)) {
        throw new AssertionError(
          `A non-Error object was thrown${suffix(ownMsg)}`,
        );
      }
      assertIsError(error, ErrorClass, msgIncludesOrMsg, ownMsg);
    }
    return error;
  }
  throw new AssertionError(`Expected function to throw${suffix(ownMsg)}`);
}
