import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";
import { suffix } from "./suffix.ts";

/**
 * Asserts that a function returns a promise which rejects; resolves to the reason.
 *
 * @throws {AssertionError} (as a rejection) when the promise fulfils, or there is none.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * assertEquals(await assertRejects(() => Promise.reject("no reply")), "no reply");
 * ```
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that a function returns a promise which rejects with an error of a class, whose message contains a text.
 *
 * @throws {AssertionError} (as a rejection) when the promise fulfils, there is none, or the reason is another.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => Promise.reject(new TypeError("no reply")), TypeError, "reply");
 * ```
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: (abstract new (...args: never[]) => E) | string,
  msgIncludesOrMsg?: string,
  msg?: string,
): Promise<unknown> {
  const ErrorClass = typeof errorClassOrMsg === "string" ? undefined : errorClassOrMsg;
  const ownMsg = typeof errorClassOrMsg === "string" ? errorClassOrMsg : msg;
  const promise = start(fn, ownMsg);
  try {
    await promise;
  } catch (error) {
    if (ErrorClass) {
      if (!(error instanceof Error)) {
        throw new AssertionError(
          `A non-Error object was rejected${suffix(ownMsg)}`,
        );
      }
      assertIsError(error, ErrorClass, msgIncludesOrMsg, ownMsg);
    }
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(ownMsg)}`);
}

/** Calls the function; a throw or a plain value, where a promise was due, is a failure of its own. */
function start(
  fn: () => PromiseLike<unknown>,
  msg: string | undefined,
): PromiseLike<unknown> {
  let promise: unknown;
  try {
    promise = fn();
  } catch {
    promise = undefined;
  }
  if (isThenable(promise)) return promise;
  throw new AssertionError(
    `Function throws when expected to reject${suffix(msg)}`,
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}
