/** Statements of the marketplace beside the shop's, on MARKETPLACE_SCHEMA; PostgreSQL. */
export const MARKET_SQL = {
  /** `$1`: numbers joined by commas. One query for what a DataLoader collected. */
  products: "SELECT id, name, price_cents, version FROM products WHERE id = ANY(string_to_array($1, ',')::int[])",
  stock: "SELECT product_id AS id, stock AS quantity FROM inventory WHERE product_id = $1",
  /** What is not there is not sold. */
  changeStock: "UPDATE inventory SET stock = greatest(stock + $2, 0), version = version + 1 WHERE product_id = $1",
  user: "SELECT id, name FROM users WHERE id = $1",
  cart: "SELECT product_id AS id, quantity FROM carts WHERE user_id = $1 ORDER BY product_id",
  addToCart: "INSERT INTO carts (user_id, product_id, quantity) VALUES ($1, $2, $3) " +
    "ON CONFLICT (user_id, product_id) DO UPDATE SET quantity = carts.quantity + excluded.quantity",
} as const;

/** Architecture B, "Database Sharding": users by ID % 4. A product lives with its seller, a cart with its owner. */
export function shardOf(userId: number, shards: number): number {
  return userId % shards;
}
