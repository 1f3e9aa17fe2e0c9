import { Random } from "../../base/random.ts";
import { BoundedStore } from "../../cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../../cache/strategy.ts";
import { Tags } from "../../cache/tags.ts";
import { ConnectionPool } from "../../database/connection_pool.ts";
import { DatabaseOptimizer, type ExecuteOptions, type OptimizerStats } from "../../database/optimizer.ts";
import type { QueryAnswer } from "../../database/query_answer.ts";
import type { RepeatedQuery } from "../../database/repeated_queries.ts";
import type { SlowQuery } from "../../database/slow_queries.ts";
import type { SmartTtlOptions } from "../../database/smart_ttl.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, outside } from "../../flow/instructions.ts";
import { LiveWorld } from "../../flow/live_clock.ts";
import { Immediate, type Operation } from "../../flow/operation.ts";
import type { Probe } from "../../ports/probe.ts";
import type { SqlValue } from "../../ports/sql_database.ts";
import type { CacheStrategyParts } from "./cache_strategy_face.ts";
import { CoarseClock } from "./coarse_clock.ts";
import { databaseAt } from "./database_url.ts";

/** A cache strategy beside the optimizer: they make each other's entries stale by the same tags. */
export interface CacheBeside {
  /** Those of `createCacheStrategy`: then both have one table of tags, one clock and one second level. */
  readonly parts?: CacheStrategyParts;
  invalidateByTag(tags: string | readonly string[]): unknown;
}

export interface CreateDatabaseOptimizerOptions {
  /** `sqlite:shop.db`, `sqlite::memory:` or `postgres://user@host/database`. */
  readonly url: string;
  /** A cache strategy whose tags the query cache shares, how large a cache of its own may be, or false for none. @default { maxEntries: 10000 } */
  readonly cache?: CacheBeside | { readonly maxEntries: number } | false;
  /** @default 10 */
  readonly maxConnections?: number;
  /** Longest wait for a connection, ms. @default 5000 */
  readonly acquireTimeoutMs?: number;
  /** Longest that a statement may take, ms. @default 30000 */
  readonly statementTimeoutMs?: number;
  /** True behind PgBouncer in transaction pooling. @default false */
  readonly isPooled?: boolean;
  /** Times to live: static tables, the threshold of a slow query, own rules. */
  readonly ttl?: SmartTtlOptions;
  /** Tables whose rows change with those of another: views, cascades, triggers. */
  readonly related?: Readonly<Record<string, readonly string[]>>;
  /** Hears every event of pool, cache and queries. */
  readonly probe?: Probe;
  /** Told of what failed in the background. */
  readonly onError?: (error: unknown) => void;
}

export interface FaceExecuteOptions extends ExecuteOptions {
  /** Cancels the query: its connection is ended and replaced. */
  readonly signal?: AbortSignal;
}

/** What runs in a transaction. */
export interface TransactionFace {
  executeWithStats(sql: string, params?: readonly SqlValue[]): Promise<QueryAnswer>;
}

/** The database optimizer for any Deno or Node program. */
export interface DatabaseOptimizerFace {
  /** The answer itself when the query cache has it in memory, otherwise a promise: `await` takes both. */
  executeWithStats(
    sql: string,
    params?: readonly SqlValue[],
    options?: FaceExecuteOptions,
  ): QueryAnswer | Promise<QueryAnswer>;
  /** Commits when `work` resolves, rolls back when it rejects; cached answers of written tables are stale after the commit. */
  transaction<T>(work: (transaction: TransactionFace) => Promise<T>, options?: { signal?: AbortSignal }): Promise<T>;
  invalidateCache(tags: string | readonly string[]): Promise<void>;
  /** Worst first, with plan and index advice where the database gave one. */
  slowQueries(): SlowQuery[];
  repeatedQueries(): RepeatedQuery[];
  stats(): OptimizerStats;
  close(): Promise<void>;
}

/**
 * Architecture A's database optimizer: query cache with smart times to live, bounded pool, slow queries with plans.
 *
 * @throws Failure `bad-url`
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createDatabaseOptimizer } from "./database_face.ts";
 * const dbOptimizer = createDatabaseOptimizer({ url: "sqlite::memory:" });
 * await dbOptimizer.executeWithStats("CREATE TABLE products (id integer PRIMARY KEY, price integer)");
 * await dbOptimizer.executeWithStats("INSERT INTO products VALUES ($1, $2)", [7, 100]);
 * const ask = () => dbOptimizer.executeWithStats("SELECT price FROM products WHERE id = $1", [7]);
 * assertEquals([(await ask()).stats.source, (await ask()).stats.source], ["database", "cache"]);
 * await dbOptimizer.executeWithStats("UPDATE products SET price = 120 WHERE id = 7");
 * assertEquals((await ask()).rows, [{ price: 120 }]);
 * await dbOptimizer.close();
 * ```
 */
export function createDatabaseOptimizer(options: CreateDatabaseOptimizerOptions): DatabaseOptimizerFace {
  const named = databaseAt(options.url, options);
  const beside = isCacheBeside(options.cache) ? options.cache : undefined;
  const shared = beside?.parts;
  const world = shared?.world ?? new LiveWorld({ onUnhandled: options.onError ?? (() => {}) });
  const clock = shared?.clock ?? new CoarseClock(world);
  const probe = options.probe ?? shared?.probe ?? SILENT;
  const tags = shared?.tags ?? new Tags({ bus: undefined, probe });
  const cache = options.cache === false ? undefined : new CacheStrategy({
    clock,
    probe,
    tags,
    l1: new BoundedStore<Entry>({ maxEntries: entriesOf(options.cache), random: new Random(1) }),
    l1TtlMs: 3_600_000,
    l2: shared?.sharedStore("query"),
    defaultTtlMs: 180_000,
    names: { l1: "query-cache", l2: "query-cache" },
  });
  const primary = new ConnectionPool({
    database: named.database,
    clock: world,
    probe,
    maxConnections: Math.min(options.maxConnections ?? 10, named.mostConnections),
    ...(options.acquireTimeoutMs !== undefined && { acquireTimeoutMs: options.acquireTimeoutMs }),
  });
  const optimizer = new DatabaseOptimizer({
    clock: world,
    probe,
    primary,
    cache,
    tags,
    readStatement: named.readStatement,
    ...(options.ttl && { ttl: options.ttl }),
    ...(options.related && { related: options.related }),
    ...(options.statementTimeoutMs !== undefined && { statementTimeoutMs: options.statementTimeoutMs }),
    ...(beside && !shared && { alsoInvalidate: (stale: readonly string[]) => besides(beside, stale) }),
  });
  const end = () => {
    if (shared !== undefined) return;
    clock.close();
    world.close();
  };
  return new Face(optimizer, world, end);
}

class Face implements DatabaseOptimizerFace {
  readonly #optimizer: DatabaseOptimizer;
  readonly #world: LiveWorld;
  readonly #end: () => void;

  constructor(optimizer: DatabaseOptimizer, world: LiveWorld, end: () => void) {
    this.#optimizer = optimizer;
    this.#world = world;
    this.#end = end;
  }

  executeWithStats(
    sql: string,
    params?: readonly SqlValue[],
    options?: FaceExecuteOptions,
  ): QueryAnswer | Promise<QueryAnswer> {
    let operation: Operation<QueryAnswer>;
    try {
      operation = this.#optimizer.executeWithStats(sql, params, options);
    } catch (error) {
      return Promise.reject(error);
    }
    return operation instanceof Immediate ? operation.value : this.#world.run(() => operation, options?.signal);
  }

  transaction<T>(
    work: (transaction: TransactionFace) => Promise<T>,
    options?: { signal?: AbortSignal },
  ): Promise<T> {
    return this.#world.run(() =>
      this.#optimizer.transaction((transaction) => {
        const face: TransactionFace = {
          executeWithStats: (sql, params) => this.#world.run(() => transaction.executeWithStats(sql, params)),
        };
        return outside("a transaction's work", () => work(face));
      }), options?.signal);
  }

  invalidateCache(tags: string | readonly string[]): Promise<void> {
    return this.#world.run(() => this.#optimizer.invalidateCache(tags));
  }

  slowQueries(): SlowQuery[] {
    return this.#optimizer.slowQueries();
  }

  repeatedQueries(): RepeatedQuery[] {
    return this.#optimizer.repeatedQueries();
  }

  stats(): OptimizerStats {
    return this.#optimizer.stats();
  }

  close(): Promise<void> {
    this.#optimizer.close();
    this.#end();
    return Promise.resolve();
  }
}

const SILENT: Probe = { emit: () => {} };

function isCacheBeside(cache: CreateDatabaseOptimizerOptions["cache"]): cache is CacheBeside {
  return typeof cache === "object" && "invalidateByTag" in cache;
}

function entriesOf(cache: CreateDatabaseOptimizerOptions["cache"]): number {
  return typeof cache === "object" && "maxEntries" in cache ? cache.maxEntries : 10_000;
}

/** A cache that shares no parts with us is told by its own method. */
function besides(cache: CacheBeside, tags: readonly string[]): Operation<void> {
  return chain(outside("the cache beside", async () => await cache.invalidateByTag(tags)), () => immediate(undefined));
}
