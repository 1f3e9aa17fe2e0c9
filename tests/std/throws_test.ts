import { assertEquals, AssertionError, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";

const typeError = new TypeError("Cannot read: a number");

function throwTypeError(): never {
  throw typeError;
}

Deno.test("assertThrows() returns what was thrown", () => {
  assertStrictEquals(assertThrows(throwTypeError), typeError);
  assertStrictEquals(assertThrows(throwTypeError, TypeError, "a number"), typeError);
  assertStrictEquals(assertThrows(throwTypeError, Error), typeError);
});

Deno.test("assertThrows() fails when nothing, or something else, is thrown", () => {
  const failures: [act: () => void, message: string][] = [
    [() => assertThrows(() => {}), "Expected function to throw."],
    [() => assertThrows(() => {}, "why"), "Expected function to throw: why"],
    [() => assertThrows(() => {}, Error, "", "why"), "Expected function to throw: why"],
    [
      () => assertThrows(throwTypeError, RangeError),
      'Expected error to be instance of "RangeError", but was "TypeError".',
    ],
    [
      () => assertThrows(throwTypeError, TypeError, "a text", "why"),
      'Expected error message to include "a text", but got "Cannot read: a number": why',
    ],
    [
      () =>
        assertThrows(() => {
          throw "a text";
        }, Error),
      "A non-Error object was thrown.",
    ],
  ];
  for (const [act, message] of failures) {
    assertEquals(assertThrows(act, AssertionError).message, message);
  }
});

Deno.test("assertThrows() does not count colour codes", () => {
  assertThrows(
    () => {
      throw new Error("\x1b[31mtoo slow\x1b[39m");
    },
    Error,
    "too slow",
  );
});

Deno.test("assertRejects() resolves to the reason", async () => {
  assertStrictEquals(await assertRejects(() => Promise.reject(typeError)), typeError);
  assertStrictEquals(await assertRejects(() => Promise.reject(typeError), TypeError, "a number"), typeError);
});

Deno.test("assertRejects() fails when the promise fulfils, is missing, or rejects with something else", async () => {
  const failures: [act: () => Promise<unknown>, message: string][] = [
    [() => assertRejects(() => Promise.resolve(1)), "Expected function to reject."],
    [() => assertRejects(() => Promise.resolve(1), Error, "", "why"), "Expected function to reject: why"],
    [() => assertRejects(throwTypeError), "Function throws when expected to reject."],
    [() => assertRejects(() => Promise.reject("a text"), Error), "A non-Error object was rejected."],
    [
      () => assertRejects(() => Promise.reject(typeError), RangeError),
      'Expected error to be instance of "RangeError", but was "TypeError".',
    ],
  ];
  for (const [act, message] of failures) {
    assertEquals((await assertRejects(act, AssertionError)).message, message);
  }
});
