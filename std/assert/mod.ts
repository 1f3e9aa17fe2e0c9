/**
 * The assertions of JSR's `@std/assert@1` that this repository uses: same names, signatures, messages and behaviour.
 *
 * Written here because the build machines do not reach JSR. With JSR at hand, delete the `links` line of deno.json and
 * the real package takes this one's place.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals({ hits: 1, misses: 2 }, { misses: 2, hits: 1 });
 * assertThrows(() => assertEquals(1, 2), Error, "Values are not equal.");
 * ```
 *
 * @module
 */
export { AssertionError } from "./assertion_error.ts";
export { equal } from "./equal.ts";
export { assert, assertExists, assertFalse, type Falsy } from "./truth.ts";
export { fail, unreachable } from "./fail.ts";
export { assertEquals, assertNotEquals } from "./equals.ts";
export { assertStrictEquals } from "./strict_equals.ts";
export { assertAlmostEquals } from "./almost_equals.ts";
export { assertGreater, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "./order.ts";
export { assertMatch, assertStringIncludes } from "./text.ts";
export { type ArrayLikeArg, assertArrayIncludes } from "./array_includes.ts";
export { assertObjectMatch } from "./object_match.ts";
export { assertInstanceOf } from "./instance_of.ts";
export { assertIsError } from "./is_error.ts";
export { assertThrows } from "./throws.ts";
export { assertRejects } from "./rejects.ts";
