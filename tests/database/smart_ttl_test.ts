import { assertEquals } from "@std/assert";
import { smartTtl } from "../../src/database/smart_ttl.ts";
import { readStatement } from "../../src/database/statement.ts";

/** Architecture A, "Database Optimizer", step 4, with the combinations where more than one rule could speak. */
const TABLE: readonly [sql: string, durationMs: number, ttlSeconds: number, why: string][] = [
  ["SELECT id, name FROM categories", 5, 3600, "static tables only"],
  ["SELECT count(*) FROM categories", 500, 3600, "static tables only"],
  ["SELECT * FROM products p JOIN categories c ON c.id = p.category_id", 5, 180, "default"],
  ["SELECT * FROM products WHERE id = $1", 99.9, 180, "default"],
  ["SELECT * FROM products WHERE id = $1", 100, 900, "slow query"],
  ["SELECT avg(stars) FROM reviews", 2000, 900, "slow query"],
  ["SELECT avg(stars) FROM reviews", 5, 300, "analytics"],
  ["SELECT category_id FROM products GROUP BY category_id", 5, 300, "analytics"],
  ["SELECT row_number() OVER (PARTITION BY category_id) FROM products", 5, 300, "analytics"],
  ["SELECT 1", 5, 180, "default"],
];

for (const [sql, durationMs, ttlSeconds, why] of TABLE) {
  Deno.test(`${ttlSeconds} s, ${why}: ${sql} in ${durationMs} ms`, () => {
    const verdict = smartTtl({ statement: readStatement(sql), durationMs }, { staticTables: ["categories"] });
    assertEquals(verdict, { ttlMs: ttlSeconds * 1000, why });
  });
}

Deno.test("the threshold of a slow query can be set, and without static tables none is", () => {
  const statement = readStatement("SELECT id FROM categories");
  assertEquals(smartTtl({ statement, durationMs: 20 }, { slowMs: 20 }).why, "slow query");
  assertEquals(smartTtl({ statement, durationMs: 19 }, { slowMs: 20 }).why, "default");
});
