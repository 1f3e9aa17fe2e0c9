import { DatabaseSync } from "node:sqlite";
import { productOf, reviewsOf, textOf } from "../../market/catalogue.ts";
import { SHOP_SCHEMA } from "../../market/shop_sql.ts";
import { SHOP_SIZE } from "../../workload/shop_size.ts";

/** Opens a file in write-ahead mode: readers do not wait for the writer. */
export function openSqlite(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(
    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
  );
  return database;
}

/** Makes the shop's tables with so many products, the same rows in every run. */
export function seedSqlite(path: string, products: number): void {
  const database = openSqlite(path);
  try {
    for (const statement of SHOP_SCHEMA) database.exec(statement);
    database.exec("BEGIN");
    const category = database.prepare("INSERT INTO categories VALUES (?, ?)");
    for (let id = 0; id < SHOP_SIZE.categories; id++) category.run(id, `category ${id}`);
    const product = database.prepare("INSERT INTO products VALUES (?, ?, ?, ?, 0, ?)");
    const review = database.prepare("INSERT INTO reviews (product_id, stars) VALUES (?, ?)");
    for (let id = 0; id < products; id++) {
      const { name, categoryId, priceCents, descriptionBytes } = productOf(id);
      product.run(id, name, categoryId, priceCents, textOf(id, descriptionBytes));
      for (let count = 0; count < reviewsOf(id); count++) review.run(id, 1 + (id * 7 + count * 3) % 5);
    }
    database.exec("COMMIT");
    database.exec("PRAGMA optimize");
  } finally {
    database.close();
  }
}
