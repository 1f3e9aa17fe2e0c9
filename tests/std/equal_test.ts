import { assert, assertFalse, assertThrows, equal } from "@std/assert";

/** Golden pairs, from the test of the real package's own `equal`. */
const EQUAL: [name: string, a: unknown, b: unknown][] = [
  ["both zeros", { list: [0] }, { list: [-0] }],
  ["NaN", NaN, NaN],
  ["key order", { a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 }],
  ["a registered symbol as a key", { [Symbol.for("foo")]: "bar" }, { [Symbol.for("foo")]: "bar" }],
  ["patterns", /deno/g, /deno/g],
  ["dates", new Date(2019, 0, 3), new Date(2019, 0, 3)],
  ["invalid dates", new Date("Invalid"), new Date("Invalid")],
  ["sets in another order", new Set([1, new Set([2, 3])]), new Set([new Set([3, 2]), 1])],
  ["sets of objects", new Set([{ b: 2 }, { a: 1 }]), new Set([{ a: 1 }, { b: 2 }])],
  ["maps in another order", new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  ["maps with object keys", new Map([[{ x: 1 }, true]]), new Map([[{ x: 1 }, true]])],
  ["typed arrays", new Float64Array([NaN, 0]), new Float64Array([NaN, -0])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["URLs", new URL("https://example.test"), new URL("https://example.test/")],
  ["search parameters", new URLSearchParams("a=1&b=2"), new URLSearchParams("a=1&b=2")],
  ["locales", new Intl.Locale("es-MX"), new Intl.Locale("es-MX")],
  ["URL patterns, through inherited getters", new URLPattern("*://*.*"), new URLPattern("*://*.*")],
  ["a property called constructor", { constructor: { x: 1 } }, { constructor: { x: 1 } }],
  ["no prototype and Object's", Object.create(null), {}],
];

const UNEQUAL: [name: string, a: unknown, b: unknown][] = [
  ["null and undefined", null, undefined],
  ["undefined and missing", { a: undefined, b: undefined }, { a: undefined }],
  ["undefined under another key", { a: undefined, b: undefined }, { a: undefined, c: undefined }],
  ["fresh symbols as keys", { [Symbol("foo")]: "bar" }, { [Symbol("foo")]: "bar" }],
  ["patterns", /deno/, /node/],
  ["dates", new Date(2019, 0, 3, 4, 20, 1, 10), new Date(2019, 0, 3, 4, 20, 1, 20)],
  ["an invalid date and a valid one", new Date("Invalid"), new Date(2019, 0, 3)],
  ["sets", new Set([1, 2, 3]), new Set([4, 5, 6])],
  ["sets of other sizes", new Set([1, 2]), new Set([3, 2, 1])],
  ["sets of objects", new Set([{ b: 2 }, { a: 1 }]), new Set([{ a: 1 }, { b: 3 }])],
  ["map values", new Map([["a", new Map([["b", 1]])]]), new Map([["a", new Map([["b", 2]])]])],
  ["map keys", new Map([[{ x: 1 }, true]]), new Map([[{ x: 2 }, true]])],
  ["lists in another order", [1, 2, 3, 4], [1, 4, 2, 3]],
  ["lists of other lengths", [1, 2, 3, 4], [1, 2, 3]],
  ["typed arrays of other lengths", new Uint8Array([0]), new Uint8Array([0, 0])],
  ["typed arrays of other kinds", new Uint8Array([0]), new Int8Array([0])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 3]).buffer],
  ["URLs", new URL("https://example.test"), new URL("https://example.test/with-path")],
  ["a weak map and a weak set", new WeakMap(), new WeakSet()],
  ["a weak map and an imposter", new WeakMap(), { constructor: WeakMap }],
  ["functions", () => 1, () => 1],
];

for (const [name, a, b] of EQUAL) {
  Deno.test(`equal() is true of ${name}`, () => assert(equal(a, b) && equal(b, a)));
}

for (const [name, a, b] of UNEQUAL) {
  Deno.test(`equal() is false of ${name}`, () => assertFalse(equal(a, b) || equal(b, a)));
}

Deno.test("equal() tells classes apart by their prototype, not by their fields", () => {
  class A {
    prop = 1;
  }
  class B {
    prop = 1;
  }
  assert(equal(new A(), new A()));
  assertFalse(equal(new A(), new B()));
  assertFalse(equal(new A(), { prop: 1 }));
  assert(equal(new A(), Object.setPrototypeOf({ prop: 1 }, A.prototype)));
});

Deno.test("equal() follows cycles", () => {
  const list: unknown[] = [];
  list.push(list);
  const other: unknown[] = [];
  other.push(other);
  assert(equal(list, other));

  const map = new Map<string, unknown>();
  map.set("self", map);
  assert(equal(map, new Map([["self", map]])));
});

Deno.test("equal() compares weak references by what they hold", () => {
  const held = [{ a: 1 }, { a: 1 }, { a: 2 }] as const;
  assert(equal(new WeakRef(held[0]), new WeakRef(held[1])));
  assertFalse(equal(new WeakRef(held[0]), new WeakRef(held[2])));
  assertFalse(equal(held[0], new WeakRef(held[0])));
});

Deno.test("equal() refuses to look into weak collections", () => {
  assertThrows(() => equal(new WeakMap(), new WeakMap()), TypeError, "Cannot compare WeakMap instances");
  assertThrows(() => equal(new WeakSet(), new WeakSet()), TypeError, "Cannot compare WeakSet instances");
});

Deno.test("equal() takes linear time for collections with primitive keys", () => {
  const numbers = Array.from({ length: 10_000 }, (_, i) => i);
  assert(equal(new Set(numbers), new Set(numbers)));
  assertFalse(equal(new Set(numbers), new Set(numbers.with(-1, -1))));
  assertFalse(equal(new Map(numbers.entries()), new Map(numbers.with(-1, -1).entries())));
});
