import { assertEquals, assertNotEquals } from "@std/assert";
import { sqliteStatements } from "../../src/database/sqlite_statements.ts";
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
  ["SELECT current_date", "read", "", VOLATILE],
  ["SELECT 'now'::timestamp", "read", "", VOLATILE],
  ["SELECT our_own_function(id) FROM a", "read", "a", VOLATILE],
  ["SELECT count(*), coalesce(sum(x), 0), lower(y) FROM a GROUP BY y", "read", "a"],
  ["SELECT count(*) FILTER (WHERE x > 1), rank() OVER (ORDER BY y) FROM a", "read", "a"],
  ["SELECT * FROM a TABLESAMPLE SYSTEM (10)", "read", "a", "it reads a random sample"],
  ["SELECT * FROM pg_stat_activity", "read", "pg_stat_activity", "it reads the server's own tables"],
  ["SELECT * FROM information_schema.tables", "read", "tables", "it reads the server's own tables"],
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

const SQLITE: readonly Row[] = [
  ["SELECT * FROM a WHERE id = ?", "read", "a"],
  ["SELECT * FROM a WHERE x GLOB 'k*'", "read", "a"],
  ["SELECT DISTINCT ON (x) * FROM a", "read", "a"],
  ["INSERT OR REPLACE INTO a VALUES (1)", "write", "a", WRITES],
  ["SELECT date('now')", "read", "", VOLATILE],
  ["SELECT last_insert_rowid()", "read", "", VOLATILE],
  ["SELECT * FROM sqlite_master", "read", "sqlite_master", "it reads the server's own tables"],
  ["PRAGMA journal_mode", "unknown", "", PARSE],
];

for (const [sql, kind, tables, uncacheable] of SQLITE) {
  Deno.test(`statement in SQLite's dialect: ${sql}`, () => {
    const statement = sqliteStatements.read(sql);
    assertEquals([statement.kind, statement.tables.join(" "), statement.uncacheable], [kind, tables, uncacheable]);
  });
}

Deno.test("statement: what changes the session is known whatever stands before it", () => {
  for (const sql of ["begin", "/* x */ SET a = 1", "-- y\nCOMMIT", "LISTEN news", "PRAGMA foreign_keys = OFF"]) {
    assertEquals(readStatement(sql).changesSession, true, sql);
  }
  for (const sql of ["SELECT 'begin'", "UPDATE a SET x = 1", "SELECT settings FROM a"]) {
    assertEquals(readStatement(sql).changesSession, false, sql);
  }
});

Deno.test("statement: statements that differ in their values alone have one shape", () => {
  const shapes = [
    "SELECT * FROM a WHERE b = 'it''s' AND c IN (1, 2, 3) AND d = $1",
    "SELECT *   FROM a -- why\n WHERE b = $2 AND c IN ($3,$4) AND d = 1.5e3;",
  ].map((sql) => readStatement(sql).shape);
  assertEquals(shapes, Array(2).fill("SELECT * FROM a WHERE b = ? AND c IN (?) AND d = ?"));
  assertNotEquals(readStatement("SELECT a1 FROM t").fingerprint, readStatement("SELECT a2 FROM t").fingerprint);
});

Deno.test("statement: conditions are found behind aliases, and none is invented", () => {
  const found = readStatement(
    "SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE o.state = $1 AND 5 < u.age AND lower(u.name) = 'x'",
  ).conditions;
  assertEquals(found.map(({ table, column, isEquality }) => [table, column, isEquality]), [
    ["orders", "state", true],
    ["users", "age", false],
  ]);
  assertEquals(readStatement("SELECT * FROM a WHERE x = 1 OR y = 2").conditions, []);
});

Deno.test("query keys: different parameters have different keys, equal ones the very same text", () => {
  const { keys } = readStatement("SELECT x FROM keyed WHERE a = $1 AND b = $2");
  const lists = [[], [1], ["1"], [null], ["null"], [NaN], [Infinity], [1, 2], ["1,2"], [1, "2"], ["a", "b"], ['a","b']];
  const made = lists.map((params) => keys.of(params)!);
  assertEquals(new Set(made).size, lists.length);
  assertEquals(lists.map((params) => keys.of(params)), made);
  const odd = [[10n], [true], [new Date(5)], [{}]] as unknown as (string | null)[][];
  assertEquals(odd.map((params) => keys.of(params) !== undefined), [true, true, true, false]);
});

Deno.test("statement: the fingerprint is of the shape, the text's name of the very text", () => {
  const [one, other] = [
    readStatement("SELECT x FROM a WHERE y = 'p  q'"),
    readStatement("SELECT x FROM a WHERE y = 'p q'"),
  ];
  assertEquals(one.fingerprint, other.fingerprint);
  assertNotEquals(one.textId, other.textId);
  assertEquals(readStatement("SELECT  x\nFROM a").fingerprint, readStatement("SELECT x FROM a").fingerprint);
});
