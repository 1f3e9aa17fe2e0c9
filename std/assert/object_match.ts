import { assertEquals } from "./equals.ts";

type Loose = Record<PropertyKey, unknown>;

/**
 * Asserts that `expected` is contained in `actual`, deeply: each of its properties is there with a matching value.
 *
 * Nested objects may have further properties; lists may be longer; maps and sets may have further entries. Classes do
 * not count: only properties do.
 *
 * @throws {AssertionError} when something is missing or different; the message shows the part that was compared.
 *
 * @example
 * ```ts
 * import { assertObjectMatch } from "@std/assert";
 *
 * assertObjectMatch({ tier: "L1", stats: { hits: 3, misses: 1 } }, { stats: { hits: 3 } });
 * ```
 */
export function assertObjectMatch(
  actual: object,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  // `expected` is restricted to itself as well: that turns its class instances into plain objects too.
  assertEquals(restrict(actual, expected), restrict(expected, expected), msg);
}

/** A copy of `value` with only those parts that `shape` has too. */
function restrict(value: object, shape: object): unknown {
  const begun = new Map<object, object>();
  return part(value, shape);

  function part(value: unknown, shape: unknown): unknown {
    if (value instanceof RegExp || !isObject(value) || !isObject(shape)) {
      return value;
    }
    if (value instanceof Set && shape instanceof Set) {
      return value.intersection(shape);
    }
    if (value instanceof Map && shape instanceof Map) {
      const shared = [...value].filter(([key]) => shape.has(key));
      return new Map(
        shared.map((
          [key, one],
        ): [unknown, unknown] => [key, part(one, shape.get(key))]),
      );
    }
    if (begun.get(value) === shape) return value;
    begun.set(value, shape);
    if (Array.isArray(value) && Array.isArray(shape)) {
      return value.slice(0, shape.length).map((one: unknown, i): unknown => part(one, shape[i]));
    }
    return partOfObject(value, shape);
  }

  function partOfObject(value: object, shape: object): Loose {
    const keys = Reflect.ownKeys(value);
    const shared = keys.filter((key) => Object.hasOwn(shape, key));
    // Nothing in common: show the whole value, as an empty object would tell the reader nothing.
    if (
      shared.length === 0 && keys.length > 0 &&
      Reflect.ownKeys(shape).length > 0
    ) {
      return Object.fromEntries(
        keys.map((key) => [key, Reflect.get(value, key)]),
      );
    }
    const copy: Loose = {};
    for (const key of shared) {
      const field = {
        value: part(Reflect.get(value, key), Reflect.get(shape, key)),
      };
      Object.defineProperty(copy, key, {
        ...field,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return copy;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
