import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Random } from "../../src/base/random.ts";
import { createPolicy } from "../../src/eviction/create_policy.ts";
import { twins } from "./twins.ts";

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
      fc.property(steps, sizes, fc.integer({ min: 1, max: 40 }), (requests, sizeOf, capacity) => {
        const policy = createPolicy(spec, { capacity, ids: 4, random: new Random(1) });
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
      }),
      { numRuns: 80 },
    );
  });
}
