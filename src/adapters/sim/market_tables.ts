import { firstStockOf } from "../../market/sellers.ts";
import { MARKET_SQL } from "../../market/market_sql.ts";
import type { SqlResult, SqlValue } from "../../ports/sql_database.ts";

const NOTHING: SqlResult = { rows: [], sizeBytes: 0 };

/** What the marketplace's tables hold: only what decides content and size. */
export class MarketTables {
  readonly #stock = new Map<number, number>();
  readonly #carts = new Map<number, Map<number, number>>();
  readonly #versionOf: (product: number) => number | undefined;

  /** @param versionOf A product's version; undefined when there is no such product. */
  constructor(versionOf: (product: number) => number | undefined) {
    this.#versionOf = versionOf;
  }

  /** @throws RangeError for a statement that is none of the marketplace's. */
  run(sql: string, params: readonly SqlValue[]): SqlResult {
    const id = Number(params[0] ?? 0);
    switch (sql) {
      case MARKET_SQL.products:
        return this.#products(String(params[0]));
      case MARKET_SQL.stock:
        return { rows: [{ id, quantity: this.#quantity(id) }], sizeBytes: 16 };
      case MARKET_SQL.changeStock:
        this.#stock.set(id, Math.max(0, this.#quantity(id) + Number(params[1])));
        return NOTHING;
      case MARKET_SQL.user:
        return { rows: [{ id, name: `user ${id}` }], sizeBytes: 120 };
      case MARKET_SQL.cart: {
        const cart = [...this.#carts.get(id) ?? []];
        return { rows: cart.map(([product, quantity]) => ({ id: product, quantity })), sizeBytes: 16 * cart.length };
      }
      case MARKET_SQL.addToCart: {
        let cart = this.#carts.get(id);
        if (cart === undefined) this.#carts.set(id, cart = new Map());
        const product = Number(params[1]);
        cart.set(product, (cart.get(product) ?? 0) + Number(params[2]));
        return NOTHING;
      }
      default:
        throw new RangeError(
          `Cannot simulate a query: it must be one of the shop's or the marketplace's: received ${sql}`,
        );
    }
  }

  #products(list: string): SqlResult {
    const rows = list.split(",").map(Number).flatMap((id) => {
      const version = this.#versionOf(id);
      return version === undefined ? [] : [{ id, name: `product ${id}`, price_cents: 199 + (id % 50_000), version }];
    });
    return { rows, sizeBytes: 60 * rows.length };
  }

  #quantity(product: number): number {
    return this.#stock.get(product) ?? firstStockOf(product);
  }
}
