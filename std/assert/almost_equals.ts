import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./suffix.ts";

/**
 * Asserts that two numbers are at most `tolerance` apart.
 *
 * @param tolerance How far apart they may be. @default a ten-millionth of `expected`, or 1e-7 when that is infinite or NaN
 * @throws {AssertionError} when they are further apart.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(0.1 + 0.2, 0.3);
 * assertAlmostEquals(101, 100, 1);
 * ```
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  const allowed = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (delta <= allowed) return;
  throw new AssertionError(
    `Expected actual: "${write(actual)}" to be close to "${write(expected)}": ` +
      `delta "${write(delta)}" is greater than "${write(allowed)}"${suffix(msg)}`,
  );
}

function write(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toExponential();
}
