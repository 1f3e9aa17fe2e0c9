import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Flow } from "../../src/flow/operation.ts";
import { productOf, reviewsOf } from "../../src/market/catalogue.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import type { SqlDatabase } from "../../src/ports/sql_database.ts";

/** What the shop needs of a database that was seeded with so many products. Numbers may come as texts, as PostgreSQL gives them. */
export function* testShopDatabase(database: SqlDatabase, products: number): Flow<void> {
  const connection = yield* database.connect();
  const ask = function* (sql: string, ...params: (string | number)[]) {
    return yield* connection.query(sql, params);
  };
  for (const id of [0, 6, products - 1]) {
    const { rows: [product], sizeBytes } = yield* ask(SHOP_SQL.product, id);
    const { name, categoryId, priceCents, descriptionBytes } = productOf(id);
    const { description, ...rest } = product!;
    assertEquals(rest, { id, name, category_id: categoryId, price_cents: priceCents, version: 0 });
    assertEquals(String(description).length, descriptionBytes);
    assert(sizeBytes > descriptionBytes && sizeBytes < descriptionBytes + 300);
    const { rows: [reviews] } = yield* ask(SHOP_SQL.reviews, id);
    assertEquals(Number(reviews!["reviews"]), reviewsOf(id));
    if (reviewsOf(id) > 0) assertAlmostEquals(Number(reviews!["stars"]), 3, 2);
  }
  assertEquals((yield* ask(SHOP_SQL.product, products)).rows, []);
  assertEquals((yield* ask(SHOP_SQL.categories)).rows.length, 40);
  const { rows: cheapest } = yield* ask(SHOP_SQL.category, 5);
  const prices = cheapest.map((row) => Number(row["price_cents"]));
  assert(prices.length > 1 && prices.every((price, index) => price >= (prices[index - 1] ?? 0)));
  assertEquals((yield* ask(SHOP_SQL.updatePrice, 6, 4242)).rows, []);
  const { rows: [changed] } = yield* ask(SHOP_SQL.product, 6);
  assertEquals([changed!["price_cents"], changed!["version"]], [4242, 1]);
  connection.close();
}
