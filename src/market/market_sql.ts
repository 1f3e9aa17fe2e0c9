/** Statements of the marketplace beside the shop's; PostgreSQL. */
export const MARKET_SQL = {
  /** `$1`: numbers joined by commas. One query for what a DataLoader collected. */
  products: "SELECT id, name, price_cents, version FROM products WHERE id = ANY(string_to_array($1, ',')::int[])",
  stock: "SELECT product_id AS id, quantity FROM stock WHERE product_id = $1",
  changeStock: "UPDATE stock SET quantity = quantity + $2 WHERE product_id = $1",
  user: "SELECT id, name FROM users WHERE id = $1",
  cart: "SELECT product_id AS id, quantity FROM cart_items WHERE user_id = $1 ORDER BY product_id",
  addToCart: "INSERT INTO cart_items (user_id, product_id, quantity) VALUES ($1, $2, $3) " +
    "ON CONFLICT (user_id, product_id) DO UPDATE SET quantity = cart_items.quantity + excluded.quantity",
} as const;

/** Makes the marketplace's tables beside the shop's. */
export const MARKET_SCHEMA: readonly string[] = [
  "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL)",
  "CREATE TABLE stock (product_id integer PRIMARY KEY, quantity integer NOT NULL)",
  "CREATE TABLE cart_items (user_id integer NOT NULL, product_id integer NOT NULL, quantity integer NOT NULL, " +
  "PRIMARY KEY (user_id, product_id))",
];

/** Architecture B, "Database Sharding": users by ID % 4. A product lives with its seller, a cart with its owner. */
export function shardOf(userId: number, shards: number): number {
  return userId % shards;
}
