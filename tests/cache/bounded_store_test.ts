import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { hashString } from "../../src/base/hash.ts";
import { registryNames } from "../../src/base/registry.ts";
import { BoundedStore, type BoundedStoreOptions } from "../../src/cache/bounded_store.ts";
import { createPolicy } from "../../src/eviction/create_policy.ts";
import * as policies from "../../src/eviction/registered.ts";
import { Zipf } from "../../src/workload/zipf.ts";
import { testStore } from "./store_contract.ts";

const LRU_ORDER = "gives up the least recently used, where looking up counts and peeking does not";
const usable = registryNames(policies).filter((name) =>
  !Object.entries(policies).some(([key, entry]) => entry.clairvoyant && registryNames({ [key]: entry })[0] === name)
);

for (const policy of usable) {
  testStore({
    name: `bounded by ${policy}`,
    make: (options) => new BoundedStore<string>({ ...options, policy, random: new Random(1) }),
    skip: [
      ...(policy === "lru" ? [] : [{ test: LRU_ORDER, reason: "another order" }]),
      ...(policy === "infinite"
        ? [{ test: "never holds more than its limit, and tells of what it gave up with its value", reason: "no limit" }]
        : []),
    ],
  });
}

/** What a store must hold, from the stored values and what the store itself said it gave up. */
class Twin {
  readonly entries = new Map<string, { value: number; sizeBytes: number }>();

  get bytes(): number {
    return [...this.entries.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0);
  }
}

const step = fc.record({
  action: fc.oneof(
    { weight: 40, arbitrary: fc.constant("set" as const) },
    { weight: 30, arbitrary: fc.constant("get" as const) },
    { weight: 10, arbitrary: fc.constant("delete" as const) },
    { weight: 5, arbitrary: fc.constant("peek" as const) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  ),
  key: fc.oneof(fc.nat(5), fc.nat(40)).map(String),
  sizeBytes: fc.oneof(fc.nat(12), fc.constant(90), fc.constant(0)),
});

for (const policy of usable) {
  for (const limit of [{ maxEntries: 7 }, { maxBytes: 60 }] satisfies Partial<BoundedStoreOptions<number>>[]) {
    Deno.test(`bounded store, ${policy}, ${Object.keys(limit)[0]}: holds what its twin holds in random actions`, () => {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
          const twin = new Twin();
          const store = new BoundedStore<number>({
            ...limit,
            policy,
            random: new Random(3),
            onEvict: (key, value) => {
              assertEquals(twin.entries.get(key)?.value, value, `only what is there is evicted: ${key}`);
              twin.entries.delete(key);
            },
          });
          steps.forEach(({ action, key, sizeBytes }, value) => {
            if (action === "clear") {
              twin.entries.clear();
              store.clear();
            } else if (action === "set") {
              twin.entries.delete(key);
              // Put in first: the store may evict the newcomer itself.
              const before = new Map(twin.entries);
              twin.entries.set(key, { value, sizeBytes });
              if (!store.set(key, value, sizeBytes)) {
                twin.entries.delete(key);
                assertEquals(store.peek(key), undefined);
                for (const [other, entry] of before) {
                  assert(entry.value === store.peek(other) || !twin.entries.has(other));
                }
              }
            } else if (action === "delete") assertEquals(store.delete(key), twin.entries.delete(key));
            else assertEquals(store[action](key), twin.entries.get(key)?.value);
            store.audit();
            assertEquals([store.size, store.bytes], [twin.entries.size, twin.bytes]);
            if (policy !== "infinite" && limit.maxBytes !== undefined) assert(store.bytes <= limit.maxBytes);
            if (policy !== "infinite" && limit.maxEntries !== undefined) assert(store.size <= limit.maxEntries);
          });
        }),
        { numRuns: 20 },
      );
    });
  }
}

Deno.test("bounded store: exactly one limit must be given", () => {
  for (const limits of [{}, { maxEntries: 1, maxBytes: 1 }]) {
    assertThrows(() => new BoundedStore({ ...limits, random: new Random(1) }), RangeError, "exactly one of maxEntries");
  }
});

Deno.test("bounded store: an entry that grows beyond the whole store is gone and leaves nothing behind", () => {
  const store = new BoundedStore<number>({ maxBytes: 50, random: new Random(1) });
  for (let turn = 0; turn < 100; turn++) {
    assert(store.set(`key ${turn}`, 1, 10));
    assert(!store.set(`key ${turn}`, 2, 51));
    assertEquals([store.peek(`key ${turn}`), store.size, store.bytes], [undefined, 0, 0]);
    store.audit();
  }
});

for (const policy of usable) {
  Deno.test(`bounded store, ${policy}: decides as its policy does over ids that are never handed on`, () => {
    const random = new Random(5);
    const zipf = new Zipf({ items: 300, alpha: 0.8 });
    const keyOf = (id: number) => `key ${id}`;
    const twin = createPolicy(policy, {
      capacity: 40,
      ids: 300,
      random: new Random(7),
      hashOf: (id) => hashString(keyOf(id)),
    });
    const store = new BoundedStore<number>({ maxEntries: 40, policy, random: new Random(7) });
    for (let count = 0; count < 5000; count++) {
      const id = zipf.draw(random);
      const isHit = store.get(keyOf(id)) !== undefined;
      assertEquals(isHit, twin.request(id, 1), `request ${count}`);
      if (!isHit) store.set(keyOf(id), id, 1);
    }
  });
}
