/** Statements on the orders of a sharded marketplace, for driving its database alone. PostgreSQL. */
export const ORDER_SQL = {
  /** A user's own, the newest first; on the user's shard. */
  read: "SELECT id, product_id, quantity, total_cents, state FROM orders WHERE user_id = $1 ORDER BY id DESC LIMIT 20",
  place: "INSERT INTO orders (id, user_id, product_id, quantity, total_cents, state, ordered_at) " +
    "VALUES ($1, $2, $3, $4, $5, 'paid', now())",
  /** The newest of everybody: every shard is asked and the answers are merged. */
  list: "SELECT id, user_id, total_cents, state FROM orders ORDER BY id DESC LIMIT 20",
  /** What was placed by a run: its numbers begin there. */
  placed: "SELECT id FROM orders WHERE id >= $1",
} as const;

/** Rows that a page of orders has. */
export const ORDERS_A_PAGE = 20;

/** Above every number of the seed data: orders that a run places are numbered from here. */
export const FIRST_PLACED_ORDER = 1_000_000_000;
