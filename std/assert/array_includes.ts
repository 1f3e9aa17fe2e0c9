import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { format } from "./format.ts";
import { suffix } from "./suffix.ts";

/** Something with a length and elements that is not a string. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/**
 * Asserts that a list holds each of the expected elements, in any order, by deep equality.
 *
 * @throws {AssertionError} when some are missing; the message lists them.
 *
 * @example
 * ```ts
 * import { assertArrayIncludes } from "@std/assert";
 *
 * assertArrayIncludes([{ policy: "lru" }, { policy: "sieve" }], [{ policy: "sieve" }]);
 * ```
 */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const present = Array.from(actual);
  const missing = Array.from(expected).filter((wanted) => !present.some((one) => equal(wanted, one)));
  if (missing.length === 0) return;
  throw new AssertionError(
    `Expected actual: "${format(actual)}" to include: "${format(expected)}"${suffix(msg)}\nmissing: ${format(missing)}`,
  );
}
