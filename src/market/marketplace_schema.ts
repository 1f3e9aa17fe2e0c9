/**
 * Architecture B's tables. PostgreSQL's dialect; the data of one user is on one shard. Categories, products and their stock are loaded on
 * all, so that any shard can list a category; prices and stock are changed on the seller's shard alone.
 */
export const MARKETPLACE_SCHEMA: readonly string[] = [
  "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, email text NOT NULL, region text NOT NULL)",
  "CREATE TABLE categories (id integer PRIMARY KEY, name text NOT NULL)",
  "CREATE TABLE products (id integer PRIMARY KEY, seller_id integer NOT NULL, category_id integer NOT NULL, name text NOT NULL, " +
  "price_cents integer NOT NULL, version integer NOT NULL, description text NOT NULL)",
  "CREATE TABLE inventory (product_id integer PRIMARY KEY, stock integer NOT NULL CHECK (stock >= 0), version integer NOT NULL)",
  "CREATE TABLE carts (user_id integer NOT NULL, product_id integer NOT NULL, quantity integer NOT NULL, " +
  "PRIMARY KEY (user_id, product_id))",
  "CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer NOT NULL, product_id integer NOT NULL, quantity integer NOT NULL, " +
  "total_cents integer NOT NULL, state text NOT NULL, ordered_at timestamptz NOT NULL)",
  "CREATE TABLE tickets (id bigint PRIMARY KEY, user_id integer NOT NULL, subject text NOT NULL, state text NOT NULL)",
  "CREATE TABLE reviews (id bigint PRIMARY KEY, product_id integer NOT NULL, user_id integer NOT NULL, stars integer NOT NULL, " +
  "body text NOT NULL)",
];

/** Made after the rows are loaded: faster, and the tables stay in the order of their keys. */
export const MARKETPLACE_INDEXES: readonly string[] = [
  "CREATE INDEX products_by_category ON products (category_id, price_cents, id)",
  "CREATE INDEX orders_by_user ON orders (user_id, ordered_at DESC)",
  "CREATE INDEX tickets_by_user ON tickets (user_id)",
  "CREATE INDEX reviews_by_product ON reviews (product_id)",
];
