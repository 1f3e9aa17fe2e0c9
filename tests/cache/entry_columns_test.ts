import { assert, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { EntryColumns } from "../../src/cache/entry_columns.ts";
import type { Entry } from "../../src/cache/entry.ts";
import { TagTable } from "../../src/cache/tag_table.ts";
import fc from "../support/property.ts";

const table = new TagTable();
const stamps = [["products"], ["product:1", "products"], []].map((tags) => table.stamp(tags));
const life = fc.record({
  expiresAtMs: fc.nat(1000),
  memoryUntilMs: fc.nat(1000),
  staleUntilMs: fc.nat(2000),
  keptUntilMs: fc.nat(3000),
  refreshAtMs: fc.constantFrom(Infinity, 10),
  costMs: fc.nat(50),
  validators: fc.constantFrom(undefined, { etag: '"1"' }),
});
const entry: fc.Arbitrary<Entry> = fc.record({
  value: fc.constantFrom(undefined, null, 0, "text", { price: 1 }),
  servedBy: fc.constant("l1"),
  quietUntilMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  sizeBytes: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(100) }),
  stamp: fc.constantFrom(...stamps),
  life: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: life }),
});
const step = fc.record({
  action: fc.constantFrom("set" as const, "set" as const, "get" as const, "peek" as const, "delete" as const),
  key: fc.nat(300).map(String),
  entry,
});

for (const policy of ["lru", "s3fifo", "arc"]) {
  Deno.test(`entry columns, ${policy}: an entry is read as it was written, and told as it was when it is evicted`, () => {
    let evictions = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        const sides = [new EntryColumns("l1"), undefined].map((columns) => {
          const evicted: [string, Entry][] = [];
          const store = new BoundedStore<Entry>({
            maxEntries: 100,
            policy,
            random: new Random(3),
            onEvict: (key, gone) => evicted.push([key, gone]),
            ...(columns && { columns }),
          });
          return { store, evicted };
        });
        for (const { action, key, entry } of steps) {
          const [ours, plain] = sides.map(({ store }) =>
            action === "set" ? store.set(key, entry, entry.sizeBytes) : store[action](key)
          );
          assertEquals(ours, plain);
        }
        const [ours, plain] = sides;
        assertEquals(ours!.evicted, plain!.evicted);
        assertEquals([ours!.store.size, ours!.store.bytes], [plain!.store.size, plain!.store.bytes]);
        ours!.store.audit();
        evictions += ours!.evicted.length;
      }),
      { numRuns: 40 },
    );
    assert(evictions > 100, `${evictions} evictions`);
  });
}
