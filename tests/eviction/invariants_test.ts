import { assert, assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { registryNames } from "../../src/base/registry.ts";
import { createPolicy, parsePolicy } from "../../src/eviction/create_policy.ts";
import * as registered from "../../src/eviction/registered.ts";
import { nextAccess } from "../../src/trace/next_access.ts";

const traces = fc.array(fc.oneof(fc.nat(8), fc.nat(60)), { minLength: 1, maxLength: 400 }).map((list) => {
  const ids = Uint32Array.from(list);
  return { ids, sizes: null, next: nextAccess(ids, 61), objects: 61, missed: null };
});
const missesOf = (
  spec: string,
  capacity: number,
  trace: { ids: Uint32Array } & Parameters<ReturnType<typeof createPolicy>["replay"]>[0],
) => createPolicy(spec, { capacity, ids: trace.objects, random: new Random(1) }).replay(trace, 0, trace.ids.length);

// Belady's MIN takes in whatever is asked for. A policy that may turn the new object away at once is not bound by it: at size 1
// it keeps A through A B A, which MIN cannot.
const MAY_TURN_AWAY = ["gdsf"];
/** A cache of one has no place for a hot id: an id that LIRS remembers is then heated, cooled at once and turned away. */
const TURNS_AWAY_AT_ONE = "lirs";

Deno.test("Belady is never beaten when every size is 1, by policies that take in whatever is asked for", () => {
  const others = registryNames(registered).filter((name) =>
    ![...MAY_TURN_AWAY, "infinite", "ttl"].includes(name) && !parsePolicy(name).entry.clairvoyant
  );
  fc.assert(fc.property(traces, fc.integer({ min: 1, max: 40 }), (trace, capacity) => {
    const least = missesOf("belady", capacity, trace);
    for (const other of others) {
      if (other === TURNS_AWAY_AT_ONE && capacity === 1) continue;
      assert(missesOf(other, capacity, trace) >= least, other);
    }
    assert(missesOf("infinite", capacity, trace) <= least);
  }));
});

Deno.test("a larger LRU never misses more (stack property)", () => {
  fc.assert(fc.property(traces, (trace) => {
    const misses = Array.from({ length: 40 }, (_, size) => missesOf("lru", size + 1, trace));
    assertEquals(misses, misses.toSorted((a, b) => b - a));
  }));
});

Deno.test("when everything fits, only first requests miss", () => {
  fc.assert(
    fc.property(traces, (trace) => {
      const objects = new Set(trace.ids).size;
      for (const name of registryNames(registered)) {
        if (name === "ttl" || name === "belady-size" || name === "slru") continue;
        // Twice the objects: window, queue and segment limits leave some space unused.
        assertEquals(missesOf(name, 61 * 128, trace), objects, name);
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("SIEVE equals LFU with ties by age until its hand first wraps", () => {
  let compared = 0;
  fc.assert(fc.property(traces, fc.integer({ min: 2, max: 40 }), (trace, capacity) => {
    const [sieve, lfu] = ["sieve", "lfu"].map((spec) =>
      createPolicy(spec, { capacity, ids: 61, random: new Random(1) })
    );
    const asked = new Map<number, boolean>();
    for (const id of trace.ids) {
      const hit = lfu!.request(id, 1);
      // LFU evicts what was asked for only once while there is any; when there is none SIEVE's hand wraps.
      for (const old of asked.keys()) if (!lfu!.has(old)) asked.delete(old);
      asked.set(id, hit);
      assertEquals(sieve!.request(id, 1), hit);
      compared++;
      const youngestAlone = [...asked].filter(([, more]) => !more).every(([one]) => one === id);
      if (!hit && lfu!.residents === capacity && youngestAlone) return;
      if (hit && lfu!.residents === capacity && [...asked.values()].every((more) => more)) return;
    }
  }));
  assert(compared > 300, String(compared));
});
