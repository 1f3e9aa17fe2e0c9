import { assertEquals, assertNotEquals } from "@std/assert";
import { readStatement } from "../../src/database/statement.ts";

type Row = readonly [sql: string, kind: "read" | "write" | "unknown", tables: string, uncacheable?: string];

const PARSE = "it cannot be parsed";
const WRITES = "it writes";
const VOLATILE = "it calls a volatile function";

const TABLE: readonly Row[] = [
  ["SELECT * FROM a JOIN b ON a.id = b.id LEFT JOIN s.c ON true", "read", "a b c"],
  ["SELECT * FROM a, b", "read", "a b"],
  ['SELECT * FROM "Shop"."Products"', "read", "products"],
  ["SELECT * FROM a WHERE id IN (SELECT id FROM b) AND EXISTS (SELECT 1 FROM d)", "read", "a b d"],
  ["SELECT (SELECT max(x) FROM e) FROM a", "read", "a e"],
  ["SELECT * FROM a UNION SELECT * FROM b", "read", "a b"],
  ["SELECT * FROM a;", "read", "a"],
  ["SELECT random FROM a", "read", "a"],
  // A common table's name is no table, except where it means the real one of that name.
  ["WITH x AS (SELECT * FROM t) SELECT * FROM x", "read", "t"],
  ["WITH products AS (SELECT * FROM products) SELECT * FROM products", "read", "products"],
  ["WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", "read", "b"],
  ["WITH x AS (SELECT 1) SELECT * FROM public.x", "read", "x"],
  // Reads whose answer changes by itself.
  ["SELECT now()", "read", "", VOLATILE],
  ["SELECT current_timestamp", "read", "", VOLATILE],
  ["SELECT pg_catalog.now() FROM a", "read", "a", VOLATILE],
  ["SELECT * FROM a ORDER BY random()", "read", "a", VOLATILE],
  ["SELECT * FROM a WHERE t > now() - interval '1 day'", "read", "a", VOLATILE],
  ["SELECT nextval('s')", "read", "", VOLATILE],
  ["SELECT uuid_generate_v4()", "read", "", VOLATILE],
  // Writes, hidden ones included.
  ["INSERT INTO a SELECT * FROM b", "write", "a b", WRITES],
  ["UPDATE shop.a SET x = 1 WHERE id = $1", "write", "a", WRITES],
  ["DELETE FROM a WHERE id IN (SELECT id FROM b)", "write", "a b", WRITES],
  ["WITH u AS (UPDATE a SET x = 1 RETURNING id) SELECT * FROM u", "write", "a", WRITES],
  ["SELECT * INTO copied FROM a", "write", "a", WRITES],
  ["TRUNCATE a", "write", "a", WRITES],
  ["ALTER TABLE a ADD COLUMN q int", "write", "a", WRITES],
  ["BEGIN", "write", "", WRITES],
  // What is not understood is never kept; what it may write is read off its words.
  ["nonsense here", "unknown", "", PARSE],
  ["SELECT * FROM a FOR UPDATE", "unknown", "", PARSE],
  ["insert into shop.orders values ('from nowhere') on conflict do nothing", "unknown", "orders", PARSE],
  ["MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE", "unknown", "a b", PARSE],
  ["SELECT 1; SELECT 2", "unknown", "", "it has more than one statement"],
  ["UPDATE a SET x = 1; UPDATE b SET y = 2", "unknown", "a b", "it has more than one statement"],
];

for (const [sql, kind, tables, uncacheable] of TABLE) {
  Deno.test(`statement: ${sql}`, () => {
    const statement = readStatement(sql);
    assertEquals([statement.kind, statement.tables.join(" "), statement.uncacheable], [kind, tables, uncacheable]);
  });
}

Deno.test("statement: the fingerprint is of the shape, the text's name of the very text", () => {
  const [one, other] = [
    readStatement("SELECT x FROM a WHERE y = 'p  q'"),
    readStatement("SELECT x FROM a WHERE y = 'p q'"),
  ];
  assertEquals(one.fingerprint, other.fingerprint);
  assertNotEquals(one.textId, other.textId);
  assertEquals(readStatement("SELECT  x\nFROM a").fingerprint, readStatement("SELECT x FROM a").fingerprint);
});
