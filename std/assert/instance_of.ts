import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./suffix.ts";

/**
 * Asserts that a value is an instance of a class.
 *
 * @throws {AssertionError} when it is not; the message names the class that it is of.
 *
 * @example
 * ```ts
 * import { assertInstanceOf } from "@std/assert";
 *
 * assertInstanceOf(new RangeError("too long"), RangeError);
 * ```
 */
export function assertInstanceOf<
  T extends abstract new (...args: never[]) => unknown,
>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is T extends abstract new (...args: never[]) => infer Instance ? Instance
  : never {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name}"${otherwise(actual, expectedType.name)}${suffix(msg)}`,
  );
}

function otherwise(actual: unknown, expectedName: string): string {
  const name = typeName(actual);
  if (name === expectedName) return "";
  return name === "function" ? " but was not an instanced object" : ` but was "${name}"`;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.constructor?.name ?? "Object" : typeof value;
}
