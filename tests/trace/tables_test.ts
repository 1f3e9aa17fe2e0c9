import { assertEquals } from "@std/assert";
import fc from "../support/property.ts";
import { IdTable } from "../../src/trace/id_table.ts";
import { TextTable } from "../../src/trace/text_table.ts";

Deno.test("numbers get ids in the order of first appearance and are found again", () => {
  const key = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 100n }));
  fc.assert(fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
    const table = new IdTable();
    const twin = new Map<bigint, number>();
    for (const key of [...keys, ...keys]) {
      if (!twin.has(key)) twin.set(key, twin.size);
      assertEquals(table.intern(Number(key & 0xffffffffn), Number(key >> 32n)), twin.get(key));
    }
    for (const [key, id] of twin) assertEquals(table.bits(id), key);
  }));
});

Deno.test("a table grows past its first size", () => {
  const table = new IdTable();
  for (let key = 0; key < 20_000; key++) assertEquals(table.intern(key * 7, key % 3), key);
  for (let key = 0; key < 20_000; key++) assertEquals(table.intern(key * 7, key % 3), key);
  assertEquals(table.bits(19_999), (BigInt(19_999 % 3) << 32n) | BigInt(19_999 * 7));
});

Deno.test("byte strings likewise, empty and equal-prefix ones too", () => {
  const encoder = new TextEncoder();
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 8 }), { maxLength: 300 }), (keys) => {
    const table = new TextTable();
    const twin = new Map<string, number>();
    for (const key of [...keys, ...keys]) {
      const bytes = encoder.encode(`<${key}>`);
      const text = new TextDecoder().decode(encoder.encode(key));
      if (!twin.has(text)) twin.set(text, twin.size);
      assertEquals(table.intern(bytes, 1, bytes.length - 1), twin.get(text));
    }
    for (const [key, id] of twin) assertEquals(table.text(id), key);
  }));
});
