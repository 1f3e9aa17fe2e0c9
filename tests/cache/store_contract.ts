import { assert, assertEquals } from "@std/assert";
import type { OnEvict, Store } from "../../src/cache/store.ts";

/** An implementation of the store contract; room for `maxEntries` entries of any size. */
export interface StoreUnderTest {
  readonly name: string;
  readonly make: (options: { maxEntries: number; onEvict?: OnEvict<string> }) => Store<string>;
  readonly skip?: readonly { readonly test: string; readonly reason: string }[];
}

type Case = (make: StoreUnderTest["make"]) => void;

const CASES: Readonly<Record<string, Case>> = {
  "gives what was set, and undefined for what was not"(make) {
    const store = make({ maxEntries: 3 });
    assertEquals([store.set("a", "1", 10), store.get("a"), store.peek("a"), store.get("b")], [
      true,
      "1",
      "1",
      undefined,
    ]);
  },
  "counts entries and bytes, also over overwriting with another size"(make) {
    const store = make({ maxEntries: 20 });
    store.set("a", "1", 10);
    store.set("b", "2", 20);
    store.set("a", "3", 5);
    assertEquals([store.size, store.bytes, store.get("a")], [2, 25, "3"]);
    store.audit();
  },
  "takes a key of no size, an empty key and keys that objects have by themselves"(make) {
    const store = make({ maxEntries: 5 });
    for (const key of ["", "__proto__", "constructor", "toString"]) {
      assertEquals(store.get(key), undefined);
      store.set(key, `of ${key}`, 0);
      assertEquals(store.get(key), `of ${key}`);
    }
    assertEquals(store.bytes, 0);
    store.audit();
  },
  "never holds more than its limit, and tells of what it gave up with its value"(make) {
    const evicted: string[] = [];
    const store = make({
      maxEntries: 4,
      onEvict: (key, value) => {
        assertEquals(value, `of ${key}`);
        evicted.push(key);
      },
    });
    for (let index = 0; index < 50; index++) {
      store.set(String(index), `of ${index}`, 1);
      assert(store.size <= 4);
      store.audit();
    }
    const held = Array.from({ length: 50 }, (_, index) => String(index)).filter((key) => store.peek(key) !== undefined);
    assertEquals(held.length, store.size);
    assert(evicted.every((key) => !held.includes(key)));
    assertEquals(new Set(evicted).size, evicted.length);
  },
  "deletes, says whether it was there, and does not call that an eviction"(make) {
    const evicted: string[] = [];
    const store = make({ maxEntries: 2, onEvict: (key) => evicted.push(key) });
    store.set("a", "1", 10);
    assertEquals([store.delete("a"), store.delete("a"), store.get("a"), store.size, store.bytes], [
      true,
      false,
      undefined,
      0,
      0,
    ]);
    assertEquals(evicted, []);
    store.audit();
  },
  "is empty after clear, works on, and does not call that an eviction"(make) {
    const evicted: string[] = [];
    const store = make({ maxEntries: 3, onEvict: (key) => evicted.push(key) });
    for (const key of ["a", "b", "c"]) store.set(key, "1", 7);
    store.clear();
    assertEquals([store.size, store.bytes, store.peek("a"), evicted], [0, 0, undefined, []]);
    store.set("a", "2", 3);
    assertEquals([store.get("a"), store.size, store.bytes], ["2", 1, 3]);
    store.audit();
  },
  "gives up the least recently used, where looking up counts and peeking does not"(make) {
    const store = make({ maxEntries: 3 });
    for (const key of ["a", "b", "c"]) store.set(key, key, 1);
    store.get("a");
    store.peek("b");
    store.set("d", "d", 1);
    assertEquals(["a", "b", "c", "d"].map((key) => store.peek(key)), ["a", undefined, "c", "d"]);
    store.set("c", "again", 1);
    store.set("e", "e", 1);
    assertEquals(["a", "c", "d", "e"].map((key) => store.peek(key)), [undefined, "again", "d", "e"]);
  },
};

/** Runs the contract as tests. */
export function testStore({ name, make, skip = [] }: StoreUnderTest): void {
  for (const { test } of skip) assert(Object.hasOwn(CASES, test), `unknown test to skip: ${test}`);
  for (const [title, run] of Object.entries(CASES)) {
    const skipped = skip.find(({ test }) => test === title);
    const suffix = skipped ? ` (not for it: ${skipped.reason})` : "";
    Deno.test({ name: `store ${name}: ${title}${suffix}`, ignore: skipped !== undefined, fn: () => run(make) });
  }
}
