import { assert, assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { registryNames } from "../../src/base/registry.ts";
import { createPolicy, parsePolicy } from "../../src/eviction/create_policy.ts";
import type { Policy, PolicyContext } from "../../src/eviction/policy.ts";
import * as registered from "../../src/eviction/registered.ts";
import { nextAccess } from "../../src/trace/next_access.ts";

const specs = [
  ...registryNames(registered),
  "clock:bits=2",
  "wtinylfu:adaptive=true",
  "lirs:cooling=true",
  "slru:weights=1/4",
];
const ids = fc.array(fc.oneof(fc.nat(6), fc.nat(40)), { minLength: 1, maxLength: 300 });
const contextOf = (capacity: number): PolicyContext => ({ capacity, ids: 2, random: new Random(3) });

for (const spec of specs) {
  const { entry } = parsePolicy(spec);

  Deno.test(`${spec}: replay counts what request by request counts, by units and by bytes`, () => {
    fc.assert(
      fc.property(ids, fc.boolean(), fc.integer({ min: 1, max: 60 }), (list, bySize, capacity) => {
        const requests = {
          ids: Uint32Array.from(list),
          sizes: bySize ? Uint32Array.from(list, (id) => 1 + (id * 7) % 9) : null,
          next: nextAccess(Uint32Array.from(list), 41),
          objects: 41,
        };
        const missed = new Uint8Array(list.length);
        const whole = createPolicy(spec, contextOf(capacity));
        const misses = whole.replay({ ...requests, missed }, 0, list.length);
        whole.audit();
        assertEquals(missed.reduce((sum, one) => sum + one, 0), misses);
        const single = createPolicy(spec, contextOf(capacity));
        const singleMissed = list.map((id, at) => {
          const missesHere = entry.clairvoyant
            ? single.replay({ ...requests, missed: null }, at, at + 1)
            : Number(!single.request(id, requests.sizes?.[at] ?? 1));
          single.audit();
          return missesHere;
        });
        assertEquals([...missed], singleMissed);
      }),
      { numRuns: 25 },
    );
  });

  Deno.test(`${spec}: the owner can follow who is resident and may recycle what is forgotten`, {
    ignore: entry.clairvoyant,
  }, () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.nat(20)), (keys, capacity, removals) => {
        recycle(spec, keys, capacity, removals);
      }),
      { numRuns: 40 },
    );
  });

  Deno.test(`${spec}: takes nothing larger than the cache and refuses senseless capacities`, {
    ignore: entry.clairvoyant,
  }, () => {
    const policy = createPolicy(spec, contextOf(10));
    if (spec !== "infinite") {
      assert(!policy.admit(1, 11));
      assert(!policy.has(1));
    }
    policy.audit();
    for (const capacity of [0, -1, 1.5, NaN]) {
      if (spec === "infinite") continue;
      let refused = false;
      try {
        createPolicy(spec, contextOf(capacity));
      } catch (error) {
        refused = error instanceof RangeError;
      }
      assert(refused, `capacity ${capacity}`);
    }
  });
}

/** Plays a store: keys are given ids, ids go back to a free list when the policy forgets them. */
function recycle(spec: string, keys: number[], capacity: number, removals: IterableIterator<number>): void {
  const idOf = new Map<number, number>();
  const keyOf = new Map<number, number>();
  const resident = new Set<number>();
  const free: number[] = [];
  let fresh = 0;
  const policy: Policy = createPolicy(spec, {
    ...contextOf(capacity),
    hashOf: (id) => keyOf.get(id) ?? 0,
    listener: {
      evicted(id) {
        assert(resident.delete(id), `only a resident is evicted: ${id}`);
      },
      forgotten(id) {
        const key = keyOf.get(id);
        assert(key !== undefined && !resident.has(id), `only a known id that left is forgotten: ${id}`);
        keyOf.delete(id);
        idOf.delete(key);
        free.push(id);
      },
    },
  });
  for (const key of keys) {
    if (removals.next().value === 0 && idOf.has(key)) {
      resident.delete(idOf.get(key)!);
      policy.remove(idOf.get(key)!);
      assert(!idOf.has(key), "a removed id is forgotten");
    }
    const id = idOf.get(key) ?? free.pop() ?? fresh++;
    idOf.set(key, id);
    keyOf.set(id, key);
    if (policy.has(id)) {
      assert(resident.has(id));
      policy.hit(id);
    } else if (policy.admit(id, 1 + key % 3)) {
      resident.add(id);
    } else if (!resident.has(id) && idOf.get(key) === id) {
      // Not taken: the policy knows nothing of it.
      idOf.delete(key);
      keyOf.delete(id);
      free.push(id);
    }
    policy.audit();
    assertEquals([...resident].filter((one) => !policy.has(one)), []);
    assertEquals(policy.residents, resident.size);
  }
}
