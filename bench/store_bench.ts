import { LRUCache } from "lru-cache";
import { Random } from "../src/base/random.ts";
import { BoundedStore } from "../src/cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../src/cache/strategy.ts";
import { Tags } from "../src/cache/tags.ts";
import { immediate } from "../src/flow/instructions.ts";
import type { Operation } from "../src/flow/operation.ts";
import { Zipf } from "../src/workload/zipf.ts";

// 50,000 requests of Zipf 0.9 over 10,000 keys; every result is summed, so that nothing can be left out.
const random = new Random(1);
const zipf = new Zipf({ items: 10_000, alpha: 0.9 });
const keys = Array.from({ length: 50_000 }, () => `product:${zipf.draw(random)}`);
let kept = 0;

for (const entries of [500, 5000]) {
  const group = `get, set on a miss, ${entries} entries`;
  Deno.bench("lru-cache", { group, baseline: true }, () => {
    const cache = new LRUCache<string, number>({ max: entries });
    for (const key of keys) {
      const found = cache.get(key);
      if (found === undefined) cache.set(key, 1);
      else kept += found;
    }
  });
  for (const policy of ["lru", "sieve"]) {
    Deno.bench(`bounded store, ${policy}`, { group }, () => {
      const store = new BoundedStore<number>({ maxEntries: entries, policy, random });
      for (const key of keys) {
        const found = store.get(key);
        if (found === undefined) store.set(key, 1, 100);
        else kept += found;
      }
    });
  }
}

const bare = new LRUCache<string, number>({ max: 500 });
bare.set("product:1", 7);
const probe = { emit: () => {} };
const strategy = new CacheStrategy({
  clock: { nowMs: () => 0, epochMs: 0 },
  probe,
  tags: new Tags({ bus: undefined, probe }),
  l1: new BoundedStore<Entry>({ maxEntries: 500, random }),
  l1TtlMs: 300_000,
  defaultTtlMs: 300_000,
  names: { l1: "l1", l2: "l2" },
});
const factory = () => immediate(7);
const first = strategy.set("product:1", 7, { tags: ["product:1", "products"], sizeBytes: 8 });
while (!first.next().done);

Deno.bench("lru-cache get", { group: "getOrSet on an L1 hit, 10,000 times", baseline: true }, () => {
  for (let turn = 0; turn < 10_000; turn++) kept += bare.get("product:1")!;
});

Deno.bench("strategy look-up, two tags", { group: "getOrSet on an L1 hit, 10,000 times" }, () => {
  for (let turn = 0; turn < 10_000; turn++) kept += valueOf(strategy.lookup("product:1", factory));
});

/** A hit is an operation that is over at once. */
function valueOf(hit: Operation<{ readonly value: number }>): number {
  const result = hit[Symbol.iterator]().next();
  if (!result.done) throw new RangeError("Cannot trust the bench: the look-up must hit: received a miss");
  return result.value.value;
}
