import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./suffix.ts";

// deno-lint-ignore no-control-regex
const ANSI_CODES = /\x1b\[[\d;]*m/g;

/**
 * Asserts that a value is an error, of a class where one is given, whose message contains or matches a text.
 *
 * @param msgMatches What the message contains (string) or matches (pattern); colour codes do not count.
 * @throws {AssertionError} when it is not.
 *
 * @example
 * ```ts
 * import { assertIsError } from "@std/assert";
 *
 * assertIsError(new RangeError("Cannot make a store: maxEntries must be positive"), RangeError, /maxEntries/);
 * ```
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: abstract new (...args: never[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(
      `Expected "error" to be an Error object${suffix(msg)}`,
    );
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor?.name}"${suffix(msg)}`,
    );
  }
  if (!msgMatches || matches(error.message, msgMatches)) return;
  const wanted = msgMatches instanceof RegExp ? String(msgMatches) : JSON.stringify(msgMatches);
  throw new AssertionError(
    `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}${suffix(msg)}`,
  );
}

function matches(message: string, wanted: string | RegExp): boolean {
  const plain = message.replaceAll(ANSI_CODES, "");
  return wanted instanceof RegExp ? wanted.test(plain) : plain.includes(wanted.replaceAll(ANSI_CODES, ""));
}
