import { EntryColumns } from "../cache/entry_columns.ts";
import { BoundedStore } from "../cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../cache/strategy.ts";
import { Tags } from "../cache/tags.ts";
import { createCompression } from "../compression/compression.ts";
import { ConnectionPool, PoolExhausted } from "../database/connection_pool.ts";
import { DatabaseOptimizer } from "../database/optimizer.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import { cacheControlByRoute } from "../http/cache_control.ts";
import { entityTags } from "../http/entity_tags.ts";
import { createShop } from "../market/shop.ts";
import { STATIC_TABLES } from "../market/shop_sql.ts";
import type { Fetch, Tier, WebReply } from "../ports/http.ts";
import type { TagBus } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { ApplicationInstance } from "./application_instance.ts";
import type { DesignConfig } from "./design_config.ts";

/** What an instance is built from. */
export interface InstanceWorld {
  readonly ports: StackPorts;
  readonly probe: Probe;
  readonly monitored: Tier;
  /** From 0. */
  readonly number: number;
  /** Between the instances; undefined when there is one alone. */
  readonly bus: TagBus | undefined;
}

/** One application instance: its own memory, its own pools, the shared levels behind it. */
export class Instance implements ApplicationInstance {
  readonly fetch: Fetch;
  readonly #cache: CacheStrategy;
  readonly #queryCache: CacheStrategy | undefined;
  readonly optimizers: readonly DatabaseOptimizer[];
  readonly #optimizer: DatabaseOptimizer;
  readonly #tags: Tags;
  readonly #memoryBytes: number;

  constructor(config: DesignConfig, world: InstanceWorld) {
    const { ports, probe } = world;
    const { clock } = ports;
    this.#memoryBytes = config.instanceMemoryBytes;
    const tags = new Tags({ bus: world.bus, probe, self: world.number + 1 });
    this.#tags = tags;
    const random = ports.random.fork(`instance ${world.number}`);
    const storeOf = (tier: string, entries: number, policy: string) =>
      new BoundedStore<Entry>({
        maxEntries: entries,
        policy,
        random: random.fork(tier),
        columns: new EntryColumns(tier),
        onEvict: (key) => probe.emit({ kind: "evicted", tier, key }),
      });
    const shared = { clock, probe, tags };
    this.#cache = new CacheStrategy({
      ...shared,
      random: random.fork("page cache"),
      l1: config.l1 && storeOf("l1", config.l1.entries, config.l1.policy),
      l1TtlMs: config.l1?.ttlMs ?? 1,
      l2: config.l2 && ports.sharedStore("page"),
      defaultTtlMs: config.l2?.ttlMs ?? config.l1?.ttlMs ?? 1,
      names: { l1: "l1", l2: "l2" },
    });
    this.#queryCache = config.queryCache && new CacheStrategy({
      ...shared,
      random: random.fork("query cache"),
      l1: storeOf("query-cache", config.queryCache.entries, "lru"),
      l1TtlMs: 3_600_000,
      l2: config.l2 && config.queryCache.isShared ? ports.sharedStore("query") : undefined,
      defaultTtlMs: 180_000,
      names: { l1: "query-cache", l2: "query-cache" },
    });
    const poolOf = (replica: number) =>
      new ConnectionPool({
        database: ports.database(replica),
        clock,
        probe,
        maxConnections: config.database.connections,
      });
    this.#optimizer = new DatabaseOptimizer({
      clock,
      probe,
      primary: poolOf(0),
      replicas: Array.from({ length: config.database.replicas }, (_, index) => poolOf(index + 1)),
      cache: this.#queryCache,
      tags,
      ttl: { staticTables: STATIC_TABLES },
    });
    this.optimizers = [this.#optimizer];
    const shop = createShop({
      cache: this.#cache,
      optimizer: this.#optimizer,
      content: ports.content,
      files: ports.files,
    });
    const tiers: (Tier | undefined)[] = [
      world.monitored,
      config.compression && createCompression({ content: ports.content, clock, probe, ...config.compression }).tier,
      config.validators ? entityTags({ content: ports.content, probe }) : undefined,
      config.validators ? cacheControlByRoute() : undefined,
      shielded(probe),
      ports.hop("application"),
    ];
    this.fetch = tiers.reduceRight<Fetch>((next, tier) => tier?.(next) ?? next, shop);
  }

  /** Opens its connections and learns what happened before it started. */
  *start(): Flow<void> {
    yield* this.#optimizer.open();
    yield* this.#tags.start();
  }

  /** Starts anew: what it held in memory is gone. */
  restart(): void {
    this.#cache.clearMemory();
    this.#queryCache?.clearMemory();
  }

  /** Share of the instance's memory that its caches' values take. */
  get memoryRatio(): number {
    return (this.#cache.stats().bytes + (this.#queryCache?.stats().bytes ?? 0)) / this.#memoryBytes;
  }

  audit(): void {
    this.#cache.audit();
    this.#optimizer.audit();
  }

  close(): void {
    this.#tags.close();
    this.#optimizer.close();
  }
}

/** Turns what the application throws into a reply: 503 when it is overloaded, otherwise 500. */
export function shielded(probe: Probe): Tier {
  const failed = (error: unknown) => {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : "a thrown value";
    probe.emit({ kind: "degraded", component: "application", reason });
    const status = error instanceof PoolExhausted ? 503 : 500;
    return immediate<WebReply>({ status, headers: {}, body: undefined, servedBy: "application" });
  };
  return (next) => (request) => {
    try {
      return chain(next(request), immediate, failed);
    } catch (error) {
      return failed(error);
    }
  };
}
