import { assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { createPolicy } from "../../src/eviction/create_policy.ts";
import { nextAccess } from "../../src/trace/next_access.ts";
import { TWIN_IDS, twins } from "./twins.ts";

/** Few ids and many requests, so that ids come back; a removal now and then. */
const steps = fc.array(
  fc.record({
    id: fc.oneof({ weight: 3, arbitrary: fc.nat(5) }, { weight: 2, arbitrary: fc.nat(30) }),
    remove: fc.integer({ min: 0, max: 15 }).map((draw) => draw === 0),
  }),
  { minLength: 1, maxLength: 200 },
);
const sizes = fc.oneof(fc.constant([1]), fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 31, maxLength: 31 }));

for (const [spec, makeTwin] of Object.entries(twins)) {
  Deno.test(`${spec} decides what its naive twin decides`, () => {
    fc.assert(
      fc.property(
        steps,
        sizes,
        fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 100, max: 400 })),
        (requests, sizeOf, capacity) => {
          const policy = createPolicy(spec, { capacity, ids: TWIN_IDS, random: new Random(1) });
          const twin = makeTwin(capacity);
          for (const { id, remove } of requests) {
            const size = sizeOf[id % sizeOf.length]!;
            if (remove) {
              policy.remove(id);
              twin.remove(id);
            } else {
              assertEquals(policy.request(id, size), twin.request(id, size), `request to ${id}`);
            }
            policy.audit();
            assertEquals(Array.from({ length: 31 }, (_, id) => id).filter((id) => policy.has(id)), twin.residents());
          }
        },
      ),
      { numRuns: 80 },
    );
  });
}

Deno.test("belady evicts what its naive twin evicts, or what like that is never asked for again", () => {
  const requests = fc.array(fc.nat(20), { minLength: 1, maxLength: 200 });
  fc.assert(fc.property(requests, sizes, fc.integer({ min: 1, max: 40 }), (list, sizeOf, capacity) => {
    const ids = Uint32Array.from(list);
    const size = (id: number) => sizeOf[id % sizeOf.length]!;
    const policy = createPolicy("belady", { capacity, ids: 21, random: new Random(1) });
    const missed = new Uint8Array(ids.length);
    const columns = { ids, sizes: ids.map(size), next: nextAccess(ids, 21), objects: 21, missed };
    policy.replay(columns, 0, ids.length);
    policy.audit();
    const cached = new Set<number>();
    const expected = list.map((id, now) => {
      if (cached.has(id)) return 0;
      if (size(id) > capacity) return 1;
      const later = (one: number) => list.includes(one, now + 1) ? list.indexOf(one, now + 1) : Infinity;
      while ([...cached].reduce((sum, one) => sum + size(one), size(id)) > capacity) {
        cached.delete([...cached].reduce((furthest, one) => later(one) > later(furthest) ? one : furthest));
      }
      cached.add(id);
      return 1;
    });
    assertEquals([...missed], expected);
  }));
});
