import { assertEquals } from "@std/assert";
import { open, seal } from "../../src/cache/envelope.ts";
import { TagTable } from "../../src/cache/tag_table.ts";

const META = { expiresAtMs: 500, sizeBytes: 10, mark: 7 };

Deno.test("envelope: what was sealed is opened again, by another instance and after a way through JSON", () => {
  const writer = new TagTable();
  writer.raise("a", 3);
  const sealed = JSON.parse(JSON.stringify(seal({ id: 1 }, { ...META, stamp: writer.stamp(["a", "b"]) })));
  const reader = new TagTable();
  const opened = open(sealed, reader);
  assertEquals(opened?.envelope, { value: { id: 1 }, ...META, tags: ["a", 3, "b", 0] });
  assertEquals(reader.cell("a").version, 3, "the reader learns newer versions");
  assertEquals(reader.isCurrent(opened!.stamp), true);
  reader.raise("b", 1);
  assertEquals(reader.isCurrent(opened!.stamp), false);
});

Deno.test("envelope: a tag that was raised since makes it stale", () => {
  const table = new TagTable();
  const sealed = seal("value", { ...META, stamp: table.stamp(["a", "b"]) });
  table.raise("b");
  assertEquals(open(sealed, table), undefined);
});

for (
  const [what, found] of Object.entries({
    "a text": "text",
    nothing: null,
    "an empty object": {},
    "an array": [1, 2],
    "no value": { expiresAtMs: 1, sizeBytes: 1, tags: [] },
    "an expiry that is no number": { value: 1, expiresAtMs: "soon", sizeBytes: 1, tags: [] },
    "no tags": { value: 1, expiresAtMs: 1, sizeBytes: 1 },
    "tags that are no pairs": { value: 1, expiresAtMs: 1, sizeBytes: 1, tags: ["a"] },
    "a version that is no number": { value: 1, expiresAtMs: 1, sizeBytes: 1, tags: ["a", "1"] },
  })
) {
  Deno.test(`envelope: ${what} is not one`, () => assertEquals(open(found, new TagTable()), undefined));
}

Deno.test("envelope: null, false and 0 are values", () => {
  const table = new TagTable();
  for (const value of [null, false, 0, ""]) {
    assertEquals(open(seal(value, { ...META, stamp: table.stamp([]) }), table)?.envelope.value, value);
  }
});
