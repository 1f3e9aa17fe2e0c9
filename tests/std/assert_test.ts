import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertObjectMatch,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";

/** What each assertion says when it fails: the messages of `@std/assert@1`. */
const FAILURES: [act: () => void, message: string][] = [
  [() => assert(false, "no hits"), "no hits"],
  [() => assertFalse("yes"), ""],
  [() => assertExists(undefined), 'Expected actual: "undefined" to not be null or undefined.'],
  [() => assertExists(null, "why"), 'Expected actual: "null" to not be null or undefined: why'],
  [() => fail(), "Failed assertion."],
  [() => fail("why"), "Failed assertion: why"],
  [() => unreachable("why"), "Unreachable: why"],
  [() => assertNotEquals([1], [1]), "Expected actual: [\n  1,\n] not to be: [\n  1,\n]."],
  [() => assertGreater(1, 1), "Expect 1 > 1"],
  [() => assertGreaterOrEqual(0, 1), "Expect 0 >= 1"],
  [() => assertLess(1, 1), "Expect 1 < 1"],
  [() => assertLessOrEqual(2, 1, "too slow"), "too slow"],
  [() => assertMatch("Denosaurus", /Raptor/), 'Expected actual: "Denosaurus" to match: "/Raptor/".'],
  [() => assertStringIncludes("Hello", "world"), 'Expected actual: "Hello" to contain: "world".'],
  [
    () => assertArrayIncludes([{ a: 1 }], [{ a: 2 }]),
    'Expected actual: "[\n  {\n    a: 1,\n  },\n]" to include: "[\n  {\n    a: 2,\n  },\n]".\nmissing: [\n  {\n    a: 2,\n  },\n]',
  ],
  [
    () => assertAlmostEquals(1, 2),
    'Expected actual: "1" to be close to "2": delta "1" is greater than "2e-7".',
  ],
  [
    () => assertAlmostEquals(0.1 + 0.2, 0.3, 1e-17),
    'Expected actual: "3.0000000000000004e-1" to be close to "3e-1": ' +
    'delta "5.551115123125783e-17" is greater than "1e-17".',
  ],
  [
    () => assertInstanceOf(new Date(), Number),
    'Expected object to be an instance of "Number" but was "Date".',
  ],
  [() => assertInstanceOf(null, Date), 'Expected object to be an instance of "Date" but was "null".'],
  [
    () => assertInstanceOf(() => {}, Date),
    'Expected object to be an instance of "Date" but was not an instanced object.',
  ],
  [() => assertIsError("no"), 'Expected "error" to be an Error object.'],
  [
    () => assertIsError(new RangeError("far"), TypeError),
    'Expected error to be instance of "TypeError", but was "RangeError".',
  ],
  [
    () => assertIsError(new RangeError("far"), RangeError, "near"),
    'Expected error message to include "near", but got "far".',
  ],
  [
    () => assertIsError(new RangeError("far"), RangeError, /near/, "why"),
    'Expected error message to include /near/, but got "far": why',
  ],
];

for (const [act, message] of FAILURES) {
  Deno.test(`a failure reads ${JSON.stringify(message)}`, () => {
    assertStrictEquals(assertThrows(act, AssertionError).message, message);
  });
}

Deno.test("passing assertions return", () => {
  assert(1);
  assertFalse(0);
  assertExists("");
  assertAlmostEquals(1.000000001e-8, 1.000000002e-8);
  assertAlmostEquals(0.1 + 0.2, 0.3, 1e-16);
  assertAlmostEquals(Infinity, Infinity);
  assertAlmostEquals(0, 1e-8, 1e-7);
  assertArrayIncludes(new Uint8Array([1, 2, 3]), new Uint8Array([3]));
  assertArrayIncludes([NaN, { a: 1 }], [{ a: 1 }, NaN]);
  assertInstanceOf(new RangeError(), Error);
  assertGreater(2, 1);
  assertLess("a", "b");
});

Deno.test("assertEquals() shows the difference line by line", () => {
  const error = assertThrows(() => assertEquals({ a: 1, b: 2, c: 3 }, { a: 1, b: 4, c: 3 }, "stats"), AssertionError);
  assertStrictEquals(
    withoutColours(error.message),
    "Values are not equal: stats\n\n\n    [Diff] Actual / Expected\n\n\n" +
      "    {\n      a: 1,\n-     b: 2,\n+     b: 4,\n      c: 3,\n    }\n",
  );
});

Deno.test("assertEquals() compares texts by their lines, breaks made visible", () => {
  const error = assertThrows(() => assertEquals("a\nb\n", "a\nb"), AssertionError);
  assertStringIncludes(withoutColours(error.message), "    a\\n\n-   b\\n\n+   b\n");
});

Deno.test("assertStrictEquals() tells the same structure from the same object", () => {
  assertStrictEquals(NaN, NaN);
  assertStrictEquals(
    assertThrows(() => assertStrictEquals({ a: 1 }, { a: 1 }), AssertionError).message,
    "Values have the same structure but are not reference-equal.\n\n    {\n      a: 1,\n    }\n",
  );
  assertThrows(() => assertStrictEquals(0, -0), AssertionError, "Values are not strictly equal.");
});

Deno.test("assertObjectMatch() takes what is contained", () => {
  class Point {
    x = 1;
    y = 2;
  }
  assertObjectMatch({ foo: { bar: 3, baz: 4 } }, { foo: { bar: 3 } });
  assertObjectMatch({ point: new Point() }, { point: { x: 1 } });
  assertObjectMatch({ list: [{ a: 1, b: 2 }, 3, 4] }, { list: [{ a: 1 }, 3] });
  assertObjectMatch({ map: new Map([["a", { x: 1, y: 2 }], ["b", { x: 3, y: 4 }]]) }, {
    map: new Map([["a", { x: 1 }]]),
  });
  assertObjectMatch({ set: new Set([1, 2, 3]) }, { set: new Set([2]) });
  assertObjectMatch({ pattern: /a/g }, { pattern: /a/g });
});

Deno.test("assertObjectMatch() refuses what is missing or different", () => {
  const refused: [actual: Record<string, unknown>, expected: Record<string, unknown>][] = [
    [{ foo: "bar" }, { foo: "baz" }],
    [{ foo: { bar: 3 } }, { foo: { bar: 3, baz: 4 } }],
    [{ list: [1, 2, 3] }, { list: [2] }],
    [{ list: [1] }, { list: [1, 2] }],
    [{ set: new Set([1]) }, { set: new Set([2]) }],
    [{ pattern: /a/g }, { pattern: /a/ }],
    [{ foo: 1 }, { bar: 1 }],
    [{}, { bar: undefined }],
  ];
  for (const [actual, expected] of refused) {
    assertThrows(() => assertObjectMatch(actual, expected), AssertionError, "Values are not equal.");
  }
});

function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[\d+m/g, "");
}
