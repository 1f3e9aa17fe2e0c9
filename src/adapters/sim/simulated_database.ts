import type { Random } from "../../base/random.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, sleepThen } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import { productOf, reviewsOf } from "../../market/catalogue.ts";
import { SHOP_SIZE } from "../../workload/shop_size.ts";
import { SHOP_SQL } from "../../market/shop_sql.ts";
import type { Row, SqlConnection, SqlDatabase, SqlResult, SqlValue } from "../../ports/sql_database.ts";
import type { Clock } from "../../flow/clock.ts";
import { MARKET_SQL } from "../../market/market_sql.ts";
import type { Calibration } from "./calibration.ts";
import type { Distribution } from "./distribution.ts";
import { takenUp } from "./event_loop.ts";
import type { Hurt } from "./hurt.ts";
import { hurtService } from "./hurt_service.ts";
import { MarketTables } from "./market_tables.ts";
import type { RowLocks } from "./row_locks.ts";
import type { SimulatedThread } from "./simulated_thread.ts";
import type { WriterLock } from "./writer_lock.ts";

/** What the shop's tables hold: only what decides content and size. One for a primary and its replicas (no replication lag). */
export class ShopTables {
  readonly products: number;
  readonly #itemBytes: (id: number) => number;
  readonly #versions = new Map<number, number>();
  readonly #categoryVersions = new Map<number, number>();
  readonly #market = new MarketTables((id) => id < this.products ? this.#versions.get(id) ?? 0 : undefined);

  /** @param options `itemBytes`: of a product's own data. @default the catalogue's texts */
  constructor(options: { products: number; itemBytes?: (item: number) => number }) {
    this.products = options.products;
    this.#itemBytes = options.itemBytes ?? ((id) => 120 + productOf(id).descriptionBytes);
  }

  /** @param params All of the statement's, when it has more than the id. */
  run(sql: string, id: number, params: readonly SqlValue[] = [id]): SqlResult {
    switch (sql) {
      case SHOP_SQL.product:
        if (id >= this.products) return NO_ROWS;
        return {
          rows: [{ id, version: this.#versions.get(id) ?? 0 }],
          sizeBytes: this.#itemBytes(id),
        };
      case SHOP_SQL.reviews:
        return { rows: [{ reviews: reviewsOf(id) }], sizeBytes: 40 };
      case SHOP_SQL.categories:
        return ALL_CATEGORIES;
      case SHOP_SQL.category:
        if (id >= Math.min(SHOP_SIZE.categories, this.products)) return NO_ROWS;
        return { rows: [{ id, version: this.#categoryVersions.get(id) ?? 0 }], sizeBytes: 1100 };
      case SHOP_SQL.updatePrice:
        this.#raise(this.#versions, id);
        this.#raise(this.#categoryVersions, productOf(id).categoryId);
        return NO_ROWS;
      default:
        return this.#market.run(sql, params);
    }
  }

  #raise(versions: Map<number, number>, id: number): void {
    versions.set(id, (versions.get(id) ?? 0) + 1);
  }
}

/** How many of a write's first parameters name its row. */
const ROW_KEYS: ReadonlyMap<string, number> = new Map([
  [SHOP_SQL.updatePrice, 1],
  [MARKET_SQL.changeStock, 1],
  [MARKET_SQL.addToCart, 2],
]);
const WRITES = /^\s*(?:insert|update|delete|replace)\b/i;
/** Of which the median is taken. */
const DRAWS = 101;
const NO_ROWS: SqlResult = { rows: [], sizeBytes: 0 };
const ALL_CATEGORIES: SqlResult = {
  rows: Array.from({ length: SHOP_SIZE.categories }, (_, id): Row => ({ id, name: `category ${id}` })),
  sizeBytes: SHOP_SIZE.categories * 30,
};

/** What the release that runs does to pages and queries; without a bad one: 1 and 0. */
export interface ReleaseState {
  payloadFactor: number;
  slowQueryMs: number;
}

/**
 * A database in simulated time: every query one draw of the calibration's time; its load does not slow it, but writes of one row
 * wait for each other, in SQLite all writes.
 */
export class SimulatedDatabase implements SqlDatabase {
  readonly #tables: ShopTables;
  readonly #clock: Clock;
  readonly #calibration: Calibration;
  readonly #times: ReadonlyMap<string, Distribution>;
  readonly #random: Random;
  readonly #name: string;
  readonly #hurt: Hurt;
  readonly #release: ReleaseState;
  readonly #locks: RowLocks;
  readonly #writer: WriterLock | undefined;
  readonly #wayMs: number;
  readonly #thread: SimulatedThread | undefined;

  /**
   * @param options `locks`: of all who write to these tables; `writer`: instead of them, SQLite's; `thread`: the application's, which
   * takes up the answers.
   */
  constructor(options: {
    clock: Clock;
    tables: ShopTables;
    locks: RowLocks;
    writer?: WriterLock | undefined;
    calibration: Calibration;
    random: Random;
    name: string;
    hurt: Hurt;
    release: ReleaseState;
    thread?: SimulatedThread | undefined;
  }) {
    this.#thread = options.thread;
    this.#clock = options.clock;
    this.#name = options.name;
    this.#hurt = options.hurt;
    this.#release = options.release;
    this.#locks = options.locks;
    this.#writer = options.writer;
    this.#tables = options.tables;
    this.#calibration = options.calibration;
    this.#times = this.#measured();
    this.#random = options.random.fork(`database ${options.name}`);
    this.#wayMs = this.#writer === undefined ? 0 : this.#medianRead(options.random.fork("the way of a write"));
  }

  /** Statements that were measured one by one. */
  #measured(): Map<string, Distribution> {
    const { queryProduct, queryReviews, queryCategories, queryCategory, queryUpdatePrice } = this.#calibration;
    const pairs = [
      [SHOP_SQL.product, queryProduct],
      [SHOP_SQL.reviews, queryReviews],
      [SHOP_SQL.categories, queryCategories],
      [SHOP_SQL.category, queryCategory],
      [SHOP_SQL.updatePrice, queryUpdatePrice],
    ] as const;
    return new Map(pairs.flatMap(([sql, model]) => model === undefined ? [] : [[sql, model.value] as const]));
  }

  connect(): Operation<SqlConnection> {
    return immediate({ query: (sql, params) => takenUp(this.#query(sql, params), this.#thread), close: () => {} });
  }

  #query(sql: string, params: readonly SqlValue[]): Operation<SqlResult> {
    const measured = this.#times.get(sql);
    const { query, writeFactor } = this.#calibration;
    const keys = ROW_KEYS.get(sql);
    const factor = measured === undefined && keys !== undefined ? writeFactor.value : 1;
    const ownMs = (measured ?? query.value).draw(this.#random) * factor +
      (sql === SHOP_SQL.category ? this.#release.slowQueryMs : 0);
    const run = () => this.#tables.run(sql, Number(params[0] ?? 0), params);
    if (this.#writer !== undefined && (keys !== undefined || WRITES.test(sql))) {
      return chain(this.#writer.take(Math.max(0, ownMs - this.#wayMs)), () => this.#served(ownMs, run));
    }
    const ms = keys === undefined ? ownMs : this.#locked(`${sql} ${params.slice(0, keys).join(" ")}`, ownMs);
    return this.#served(ms, run);
  }

  #served(ms: number, run: () => SqlResult): Operation<SqlResult> {
    const { fault } = this.#hurt;
    if (fault === undefined) return sleepThen(ms, run);
    return hurtService(this.#name, { fault, clock: this.#clock, random: this.#random, ms }, run);
  }

  /** What is a write's way there and back, and no lock is held on it: a read of one row is hardly more. */
  #medianRead(random: Random): number {
    const read = this.#times.get(SHOP_SQL.product) ?? this.#calibration.query.value;
    const draws = Array.from({ length: DRAWS }, () => read.draw(random));
    return draws.sort((one, other) => one - other)[DRAWS >> 1]!;
  }

  #locked(row: string, ms: number): number {
    return this.#locks.msUntilDone(row, { nowMs: this.#clock.nowMs(), ms });
  }
}
