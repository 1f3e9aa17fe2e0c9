import { AssertionError } from "./assertion_error.ts";
import { describeDifference } from "./describe_difference.ts";
import { format } from "./format.ts";
import { suffix } from "./suffix.ts";

/**
 * Asserts that two values are the very same, by `Object.is`: NaN is NaN, 0 is not -0.
 *
 * @throws {AssertionError} when they are not.
 *
 * @example
 * ```ts
 * import { assertStrictEquals, assertThrows } from "@std/assert";
 *
 * assertStrictEquals(NaN, NaN);
 * assertThrows(() => assertStrictEquals({}, {}), Error, "not reference-equal");
 * ```
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const written = format(actual);
  if (written === format(expected)) {
    const indented = written.split("\n").map((line) => `    ${line}`).join(
      "\n",
    );
    throw new AssertionError(
      `Values have the same structure but are not reference-equal${suffix(msg)}\n\n${indented}\n`,
    );
  }
  throw new AssertionError(
    `Values are not strictly equal${suffix(msg)}\n${describeDifference(actual, expected)}`,
  );
}
