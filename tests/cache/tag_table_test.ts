import { assert, assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { TagTable } from "../../src/cache/tag_table.ts";

Deno.test("tag table: a stamp is current until one of its tags is raised, by whatever amount", () => {
  const table = new TagTable();
  const [both, one, none] = [table.stamp(["a", "b"]), table.stamp(["a"]), table.stamp([])];
  table.raise("b");
  assertEquals([both, one, none].map((stamp) => table.isCurrent(stamp)), [false, true, true]);
  table.raise("a", 7);
  assertEquals([both, one, none].map((stamp) => table.isCurrent(stamp)), [false, false, true]);
});

Deno.test("tag table: a version heard twice or late changes nothing", () => {
  const table = new TagTable();
  assertEquals(table.raise("a", 5), 5);
  const stamp = table.stamp(["a"]);
  const { epoch } = table;
  assertEquals([table.raise("a", 5), table.raise("a", 3), table.epoch], [5, 5, epoch]);
  assert(table.isCurrent(stamp));
});

Deno.test("tag table: a version raised here alone stays below the next one of the bus, which still counts", () => {
  const table = new TagTable();
  // The bus counts in microseconds of its clock: this is a millisecond later.
  const [before, later] = [1_700_000_000_000_000, 1_700_000_000_001_000];
  table.raise("a", before);
  for (let turn = 0; turn < 999; turn++) {
    const stamp = table.stamp(["a"]);
    const version = table.raise("a");
    assert(!table.isCurrent(stamp) && version < later);
  }
  const stamp = table.stamp(["a"]);
  assertEquals(table.raise("a", later), later);
  assert(!table.isCurrent(stamp));
});

Deno.test("tag table: raises what a naive twin raises", () => {
  const tag = fc.constantFrom("a", "b", "c");
  const action = fc.record({ tag, version: fc.option(fc.nat(9), { nil: undefined }), tags: fc.uniqueArray(tag) });
  fc.assert(fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
    const table = new TagTable();
    const twin = new Map<string, number>();
    const stamps: { stamp: ReturnType<TagTable["stamp"]>; versions: (number | undefined)[]; tags: string[] }[] = [];
    for (const { tag, version, tags } of actions) {
      stamps.push({ stamp: table.stamp(tags), versions: tags.map((one) => twin.get(one)), tags });
      const raised = table.raise(tag, version);
      twin.set(tag, version === undefined ? raised : Math.max(twin.get(tag) ?? 0, version));
      assertEquals(raised, twin.get(tag));
      for (const held of stamps) {
        const isCurrent = held.tags.every((one, index) => (twin.get(one) ?? 0) === (held.versions[index] ?? 0));
        assertEquals(table.isCurrent(held.stamp), isCurrent);
      }
    }
  }));
});
