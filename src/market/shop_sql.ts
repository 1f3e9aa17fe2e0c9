/** Every statement of the shop; `$1` counts from 1 as in PostgreSQL. */
export const SHOP_SQL = {
  product: "SELECT id, name, category_id, price_cents, version, description FROM products WHERE id = $1",
  reviews: "SELECT count(*) AS reviews, avg(stars) AS stars FROM reviews WHERE product_id = $1",
  categories: "SELECT id, name FROM categories ORDER BY id",
  category: "SELECT id, name, price_cents FROM products WHERE category_id = $1 ORDER BY price_cents, id LIMIT 20",
  updatePrice: "UPDATE products SET price_cents = $2, version = version + 1 WHERE id = $1",
} as const;

/** Tables that hardly change: their queries live longest. */
export const STATIC_TABLES: readonly string[] = ["categories"];

/** Makes the tables; SQLite and PostgreSQL both take it. */
export const SHOP_SCHEMA: readonly string[] = [
  "CREATE TABLE categories (id integer PRIMARY KEY, name text NOT NULL)",
  "CREATE TABLE products (id integer PRIMARY KEY, name text NOT NULL, category_id integer NOT NULL, " +
  "price_cents integer NOT NULL, version integer NOT NULL, description text NOT NULL)",
  "CREATE INDEX products_by_category ON products (category_id, price_cents, id)",
  "CREATE TABLE reviews (id integer PRIMARY KEY, product_id integer NOT NULL, stars integer NOT NULL)",
  "CREATE INDEX reviews_by_product ON reviews (product_id)",
];
