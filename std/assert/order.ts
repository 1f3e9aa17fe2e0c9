import { AssertionError } from "./assertion_error.ts";
import { format } from "./format.ts";

/**
 * Asserts that `actual` is greater than `expected`.
 *
 * @throws {AssertionError} when it is not; the message is `msg` alone where given.
 *
 * @example
 * ```ts
 * import { assertGreater } from "@std/assert";
 *
 * assertGreater(2, 1);
 * ```
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (actual > expected) return;
  throw new AssertionError(
    msg ?? `Expect ${format(actual)} > ${format(expected)}`,
  );
}

/**
 * Asserts that `actual` is greater than or equal to `expected`.
 *
 * @throws {AssertionError} when it is not; the message is `msg` alone where given.
 *
 * @example
 * ```ts
 * import { assertGreaterOrEqual } from "@std/assert";
 *
 * assertGreaterOrEqual(2, 2);
 * ```
 */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual >= expected) return;
  throw new AssertionError(
    msg ?? `Expect ${format(actual)} >= ${format(expected)}`,
  );
}

/**
 * Asserts that `actual` is less than `expected`.
 *
 * @throws {AssertionError} when it is not; the message is `msg` alone where given.
 *
 * @example
 * ```ts
 * import { assertLess } from "@std/assert";
 *
 * assertLess(1, 2);
 * ```
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  throw new AssertionError(
    msg ?? `Expect ${format(actual)} < ${format(expected)}`,
  );
}

/**
 * Asserts that `actual` is less than or equal to `expected`.
 *
 * @throws {AssertionError} when it is not; the message is `msg` alone where given.
 *
 * @example
 * ```ts
 * import { assertLessOrEqual } from "@std/assert";
 *
 * assertLessOrEqual(2, 2);
 * ```
 */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual <= expected) return;
  throw new AssertionError(
    msg ?? `Expect ${format(actual)} <= ${format(expected)}`,
  );
}
