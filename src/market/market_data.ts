import type { CacheStrategy } from "../cache/strategy.ts";
import type { DatabaseOptimizer, QueryAnswer } from "../database/optimizer.ts";
import { all } from "../flow/all.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Row } from "../ports/sql_database.ts";
import { BatchLoader } from "./batch_loader.ts";
import { MARKET_SQL, shardOf } from "./market_sql.ts";
import { sellerOf } from "./sellers.ts";
import { SHOP_SQL } from "./shop_sql.ts";

/** What the marketplace's data lies in. */
export interface MarketDataOptions {
  readonly cache: CacheStrategy;
  /** By user id modulo their number. */
  readonly shards: readonly DatabaseOptimizer[];
  /** How long a batch of products is collected, ms. */
  readonly batchWindowMs: number;
}

/** Sessions and users live in Redis for half an hour, assumed, 2026-11; the rest as long as the design says. */
const USER_TTL_MS = 1_800_000;

/**
 * The marketplace's data: products on their seller's shard, users and carts on their own, before them Redis and the query cache.
 */
export class MarketData {
  readonly #options: MarketDataOptions;
  readonly #batch: BatchLoader<number, Row>;

  constructor(options: MarketDataOptions) {
    this.#options = options;
    this.#batch = new BatchLoader({ windowMs: options.batchWindowMs, fetch: (ids) => this.#fetchProducts(ids) });
  }

  /** The shard of a user, and of what it sells. */
  shardOf(user: number): DatabaseOptimizer {
    const { shards } = this.#options;
    return shards[shardOf(user, shards.length)]!;
  }

  /** A product's row; those that are asked for together and are not in Redis are one query a shard. */
  product(id: number): Operation<Row | undefined> {
    const { cache } = this.#options;
    const found = cache.lookup<Row | undefined>(`product:${id}`, (context) =>
      chain(this.#batch.load(id), (row) => {
        context.sizeBytes = 60;
        context.isCacheable = row !== undefined;
        return immediate(row);
      }), { tags: [`product:${id}`] });
    return chain(found, ({ value }) => immediate(value));
  }

  /** A user's row: the session of who asks, a seller. */
  user(id: number): Operation<Row | undefined> {
    const { cache } = this.#options;
    const found = cache.lookup<Row | undefined>(
      `user:${id}`,
      (context) =>
        chain(this.shardOf(id).executeWithStats(MARKET_SQL.user, [id], { tags: [`user:${id}`] }), ({ rows, stats }) => {
          context.sizeBytes = stats.sizeBytes;
          return immediate(rows[0]);
        }),
      { tags: [`user:${id}`], ttlMs: USER_TTL_MS },
    );
    return chain(found, ({ value }) => immediate(value));
  }

  stock(product: number): Operation<number> {
    const answer = this.#ofProduct(product).executeWithStats(MARKET_SQL.stock, [product], {
      tags: [`stock:${product}`],
    });
    return chain(answer, ({ rows }) => immediate(Number(rows[0]?.["quantity"] ?? 0)));
  }

  reviewCount(product: number): Operation<number> {
    const answer = this.#ofProduct(product).executeWithStats(SHOP_SQL.reviews, [product]);
    return chain(answer, ({ rows }) => immediate(Number(rows[0]?.["reviews"] ?? 0)));
  }

  cart(user: number): Operation<readonly Row[]> {
    const answer = this.shardOf(user).executeWithStats(MARKET_SQL.cart, [user], { tags: [`cart:${user}`] });
    return chain(answer, ({ rows }) => immediate(rows));
  }

  addToCart(user: number, product: number, quantity: number): Operation<QueryAnswer> {
    return this.shardOf(user).executeWithStats(MARKET_SQL.addToCart, [user, product, quantity], {
      tags: [`cart:${user}`],
    });
  }

  /** @returns the new quantity. */
  changeStock(product: number, delta: number): Operation<number> {
    const tags = [`stock:${product}`];
    const changed = this.#ofProduct(product).executeWithStats(MARKET_SQL.changeStock, [product, delta], { tags });
    return chain(changed, () => this.stock(product));
  }

  #ofProduct(product: number): DatabaseOptimizer {
    return this.shardOf(sellerOf(product));
  }

  /** The query cache is not asked: the same batch hardly comes twice. */
  *#fetchProducts(ids: readonly number[]): Flow<ReadonlyMap<number, Row>> {
    const byShard = Map.groupBy(ids, (id) => this.#ofProduct(id));
    const answers = yield* all(
      [...byShard].map(([shard, some]) =>
        shard.executeWithStats(MARKET_SQL.products, [[...some].sort((one, other) => one - other).join(",")], {
          isCacheable: false,
        })
      ),
    );
    return new Map(answers.flatMap(({ rows }) => rows.map((row) => [Number(row["id"]), row] as const)));
  }
}
