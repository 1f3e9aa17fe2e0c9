import { assertAlmostEquals } from "@std/assert";
import { constant } from "../../src/adapters/sim/distribution.ts";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { immediate, sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { Zipf } from "../../src/workload/zipf.ts";
import { CacheWorld } from "../support/cache_world.ts";

const ITEMS = 2000;
const REQUESTS = 150_000;

function popularities(alpha: number): number[] {
  const weights = Array.from({ length: ITEMS }, (_, rank) => (rank + 1) ** -alpha);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Che, Tung and Wang's approximation (2002): the time T after which an item leaves solves sum(1 - exp(-p T)) = size. */
function cheHitRatio(shares: readonly number[], size: number): number {
  let [low, high] = [0, 1e9];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    const held = shares.reduce((sum, share) => sum + 1 - Math.exp(-share * middle), 0);
    if (held < size) low = middle;
    else high = middle;
  }
  return shares.reduce((sum, share) => sum + share * (1 - Math.exp(-share * low)), 0);
}

for (const alpha of [0.6, 0.9, 1.2]) {
  for (const size of [50, 500]) {
    Deno.test(`Che's approximation: LRU of ${size} of ${ITEMS} items, alpha ${alpha}: within half a point`, () => {
      const random = new Random(31);
      const zipf = new Zipf({ items: ITEMS, alpha });
      const store = new BoundedStore<number>({ maxEntries: size, policy: "lru", random });
      let [asked, hits] = [0, 0];
      for (let request = 0; request < REQUESTS; request++) {
        const item = zipf.draw(random);
        const isHit = store.get(String(item)) !== undefined;
        if (!isHit) store.set(String(item), item, 1);
        // The first fifth fills the store.
        if (request < REQUESTS / 5) continue;
        asked++;
        if (isHit) hits++;
      }
      assertAlmostEquals(hits / asked, cheHitRatio(popularities(alpha), size), 0.005);
    });
  }
}

/** A cache that keeps everything for its time: a miss opens a span in which all else hits, h = rate ttl / (1 + rate ttl). */
function ttlHitRatio(shares: readonly number[], requestsInTtl: number): number {
  return shares.reduce((sum, share) => sum + share * share * requestsInTtl / (1 + share * requestsInTtl), 0);
}

for (const ttlMs of [2000, 20_000]) {
  Deno.test(`time to live of ${ttlMs} ms without eviction: the renewal formula, within half a point (strategy and shared store)`, () => {
    const ratePerMs = 0.2;
    const random = new Random(32);
    const zipf = new Zipf({ items: ITEMS, alpha: 0.9 });
    const counts = { asked: 0, memory: 0, shared: 0 };
    simulate(function* (clock) {
      const world = new CacheWorld(clock, { sharedStore: constant(0) });
      const l1 = new BoundedStore<never>({ maxEntries: ITEMS, random });
      const { cache } = world.instance({ l1, l1TtlMs: ttlMs, l2: undefined, defaultTtlMs: ttlMs });
      const shared = world.store.view("oracle");
      for (let request = 0; request < 60_000; request++) {
        yield* sleep(random.exponential(1 / ratePerMs));
        const key = String(zipf.draw(random));
        const { servedBy } = yield* cache.lookup(key, () => immediate(1), {});
        const found = yield* shared.get(key);
        if (found === undefined) yield* shared.set(key, 1, { ttlMs, sizeBytes: 1 });
        if (clock.nowMs() < 2 * ttlMs) continue;
        counts.asked++;
        if (servedBy === "l1") counts.memory++;
        if (found !== undefined) counts.shared++;
      }
    });
    const expected = ttlHitRatio(popularities(0.9), ratePerMs * ttlMs);
    assertAlmostEquals(counts.memory / counts.asked, expected, 0.005);
    assertAlmostEquals(counts.shared / counts.asked, expected, 0.005);
  });
}
