import { mix32 } from "../base/hash.ts";
import type { SqlValue } from "../ports/sql_database.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";
import { productOf, reviewsOf, textOf } from "./catalogue.ts";
import { firstStockOf, sellerOf } from "./sellers.ts";

/** How much there is. */
export interface MarketplaceSize {
  readonly products: number;
  readonly users: number;
}

/** Architecture B: 100,000 products; users assumed at half as many again, 2026-11. */
export const MARKETPLACE_SIZE: MarketplaceSize = { products: 100_000, users: 150_000 };

/** A table's rows, made one after the other. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly SqlValue[]>;
}

const REGIONS = ["eu", "us", "ap"];
const ORDER_STATES = ["paid", "sent", "delivered", "delivered", "delivered", "returned"];
/** 2026-01-01T00:00:00Z; orders lie in the 300 days after it. */
const FIRST_ORDER_MS = 1_767_225_600_000;
const ORDER_SPAN_S = 300 * 86_400;

/**
 * All rows of the marketplace, decided by seed and numbers alone: the same in every run and world. A user has 0 to 4 orders, every
 * third one a cart, every twentieth a ticket; a product has 0 to 6 reviews (shapes assumed, 2026-11).
 *
 * @param holds Whether a user's data belongs to this database: one shard has its own users only.
 */
export function marketplaceRows(
  size: MarketplaceSize,
  options: { readonly seed: number; readonly holds?: (userId: number) => boolean },
): TableRows[] {
  const { products, users } = size;
  const { seed, holds = () => true } = options;
  const chance = (id: number, salt: number) => mix32(Math.imul(id + 1, 2_654_435_761) ^ mix32(seed * 31 + salt)) >>> 0;
  const ofUsers = function* (rowsOf: (userId: number) => Iterable<SqlValue[]>): Iterable<SqlValue[]> {
    for (let userId = 0; userId < users; userId++) if (holds(userId)) yield* rowsOf(userId);
  };
  const ofProducts = function* (rowsOf: (id: number) => Iterable<SqlValue[]>): Iterable<SqlValue[]> {
    for (let id = 0; id < products; id++) yield* rowsOf(id);
  };
  return [
    {
      table: "users",
      columns: ["id", "name", "email", "region"],
      rows: ofUsers((id) => [[id, `user ${id}`, `user${id}@example.org`, REGIONS[chance(id, 1) % REGIONS.length]!]]),
    },
    {
      table: "categories",
      columns: ["id", "name"],
      rows: Array.from({ length: SHOP_SIZE.categories }, (_, id) => [id, `category ${id}`]),
    },
    {
      table: "products",
      columns: ["id", "seller_id", "category_id", "name", "price_cents", "version", "description"],
      rows: ofProducts((id) => {
        const { name, categoryId, priceCents, descriptionBytes } = productOf(id);
        return [[id, sellerOf(id), categoryId, name, priceCents, 0, textOf(id, descriptionBytes)]];
      }),
    },
    {
      table: "inventory",
      columns: ["product_id", "stock", "version"],
      rows: ofProducts((id) => [[id, firstStockOf(id), 0]]),
    },
    {
      table: "carts",
      columns: ["user_id", "product_id", "quantity"],
      rows: ofUsers((id) => chance(id, 4) % 3 === 0 ? [[id, chance(id, 5) % products, 1 + chance(id, 6) % 3]] : []),
    },
    {
      table: "orders",
      columns: ["id", "user_id", "product_id", "quantity", "total_cents", "state", "ordered_at"],
      rows: ofUsers((id) =>
        Array.from({ length: chance(id, 7) % 5 }, (_, index) => {
          const number = id * 5 + index;
          const productId = chance(number, 8) % products;
          const quantity = 1 + chance(number, 9) % 3;
          const orderedMs = FIRST_ORDER_MS + (chance(number, 10) % ORDER_SPAN_S) * 1000;
          const total = productOf(productId).priceCents * quantity;
          const state = ORDER_STATES[chance(number, 11) % ORDER_STATES.length]!;
          return [number, id, productId, quantity, total, state, new Date(orderedMs).toISOString()];
        })
      ),
    },
    {
      table: "tickets",
      columns: ["id", "user_id", "subject", "state"],
      rows: ofUsers((id) =>
        chance(id, 12) % 20 === 0 ? [[id, id, textOf(id + 7, 60), chance(id, 13) % 4 === 0 ? "open" : "closed"]] : []
      ),
    },
    {
      table: "reviews",
      columns: ["id", "product_id", "user_id", "stars", "body"],
      rows: ofProducts((id) =>
        Array.from({ length: reviewsOf(id) }, (_, index) => {
          const number = id * 7 + index;
          return [
            number,
            id,
            chance(number, 14) % users,
            1 + chance(number, 15) % 5,
            textOf(number, 40 + chance(number, 16) % 200),
          ];
        })
      ),
    },
  ];
}
