import { all } from "../../flow/all.ts";
import { chain } from "../../flow/chain.ts";
import { immediate } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import type { Row } from "../../ports/sql_database.ts";
import { SHOP_SIZE } from "../../workload/shop_size.ts";
import { relatedTo, sellerOf } from "../sellers.ts";
import type { MarketData } from "../market_data.ts";
import type { Resolvers } from "./execute.ts";

/** Whose request it is, and where data comes from. */
export interface GraphqlContext {
  readonly data: MarketData;
  readonly user: number;
}

/** How the schema's fields are found. */
export const marketResolvers: Resolvers<GraphqlContext> = {
  Query: {
    product: (_, { id }, { data }) => data.product(Number(id)),
    products: (_, { ids }, { data }) => existing(data, (ids as readonly number[]).map(Number)),
    cart: (_, _args, { data, user }) => cart(data, user),
  },
  Mutation: {
    addToCart: (_, { productId, quantity }, { data, user }) =>
      chain(data.addToCart(user, Number(productId), Number(quantity)), () => cart(data, user)),
  },
  Product: {
    priceCents: (product) => immediate((product as Row)["price_cents"]),
    stock: (product, _, { data }) => data.stock(idOf(product)),
    seller: (product, _, { data }) => data.user(sellerOf(idOf(product))),
    reviewCount: (product, _, { data }) => data.reviewCount(idOf(product)),
    related: (product, { first }, { data }) =>
      existing(
        data,
        relatedTo(idOf(product), {
          first: Math.max(0, Math.min(50, Number(first))),
          categories: SHOP_SIZE.categories,
        }),
      ),
  },
  CartItem: {
    product: (item, _, { data }) => data.product(idOf(item)),
  },
};

function idOf(row: unknown): number {
  return Number((row as Row)["id"]);
}

function cart(data: MarketData, user: number): Operation<unknown> {
  return chain(data.cart(user), (items) => immediate({ items }));
}

function* existing(data: MarketData, ids: readonly number[]): Flow<readonly Row[]> {
  const rows = yield* all(ids.map((id) => data.product(id)));
  return rows.filter((row) => row !== undefined);
}
