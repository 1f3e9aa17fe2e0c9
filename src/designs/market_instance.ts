import { BoundedStore } from "../cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../cache/strategy.ts";
import { Tags } from "../cache/tags.ts";
import { DatabaseOptimizer } from "../database/optimizer.ts";
import type { Flow } from "../flow/operation.ts";
import { ARCHITECTURE_B_RULES } from "../http/architecture_b_rules.ts";
import { cacheControlByRoute } from "../http/cache_control.ts";
import { entityTags } from "../http/entity_tags.ts";
import { limitedConcurrency } from "../http/limited_concurrency.ts";
import { ownTime } from "../http/own_time.ts";
import { isProductPage } from "../http/product_page.ts";
import { rateLimit } from "../http/rate_limit.ts";
import type { Channels } from "../market/channels.ts";
import { graphqlEndpoint } from "../market/graphql/endpoint.ts";
import { MarketData } from "../market/market_data.ts";
import { createMarketplace } from "../market/marketplace.ts";
import { STATIC_TABLES } from "../market/shop_sql.ts";
import type { Fetch, Tier } from "../ports/http.ts";
import type { TagBus } from "../ports/key_value_store.ts";
import type { Probe, Step } from "../ports/probe.ts";
import type { Hop, StackPorts } from "../ports/stack_ports.ts";
import type { ApplicationInstance } from "./application_instance.ts";
import type { DesignConfig } from "./design_config.ts";
import { shielded } from "./instance.ts";
import { type ShardPools, shardPools } from "./shard_pools.ts";

/** What a marketplace instance is built in. */
export interface MarketWorld {
  readonly ports: StackPorts;
  readonly probe: Probe;
  readonly monitored: Tier;
  readonly number: number;
  /** Between the instances; undefined when there is one alone. */
  readonly bus: TagBus | undefined;
  readonly channels: Channels;
  /** Shared with the other instances; undefined when each has its own. */
  readonly pools: readonly ShardPools[] | undefined;
}

/** One application server of architecture B: no cache in memory but the query cache; Redis behind everything else. */
export class MarketInstance implements ApplicationInstance {
  readonly fetch: Fetch;
  readonly #queryCache: CacheStrategy | undefined;
  readonly #cache: CacheStrategy;
  readonly optimizers: readonly DatabaseOptimizer[];
  readonly #tags: Tags;
  readonly #memoryBytes: number;

  constructor(config: DesignConfig, world: MarketWorld) {
    const { ports, probe, channels } = world;
    const { clock, content, files } = ports;
    this.#memoryBytes = config.instanceMemoryBytes;
    this.#tags = new Tags({ bus: world.bus, probe, self: world.number + 1 });
    const random = ports.random.fork(`instance ${world.number}`);
    const strategy = { clock, probe, tags: this.#tags };
    const redis = config.l2 && ports.sharedStore("market");
    this.#cache = new CacheStrategy({
      ...strategy,
      random: random.fork("page cache"),
      l1TtlMs: 1,
      l2: redis,
      defaultTtlMs: config.l2?.ttlMs ?? 1,
      names: { l1: "l1", l2: "l2" },
    });
    this.#queryCache = config.queryCache && new CacheStrategy({
      ...strategy,
      random: random.fork("query cache"),
      l1: new BoundedStore<Entry>({
        maxEntries: config.queryCache.entries,
        policy: "lru",
        random: random.fork("query-cache"),
        onEvict: (key) => probe.emit({ kind: "evicted", tier: "query-cache", key }),
      }),
      l1TtlMs: 3_600_000,
      l2: config.queryCache.isShared ? redis && ports.sharedStore("query") : undefined,
      defaultTtlMs: 180_000,
      names: { l1: "query-cache", l2: "query-cache" },
    });
    const pools = world.pools ?? shardPools(config, world);
    this.optimizers = pools.map((pool) =>
      new DatabaseOptimizer({ clock, probe, ...pool, cache: this.#queryCache, ttl: { staticTables: STATIC_TABLES } })
    );
    const { complexity, clientRps, burst, batchWindowMs } = config.graphql ?? NO_GRAPHQL;
    const data = new MarketData({ cache: this.#cache, shards: this.optimizers, batchWindowMs });
    const limited = rateLimit({ clock, rateRps: clientRps, burst, name: "graphql-limit" });
    const step = (hop: Hop, name: Step) =>
      ownTime(ports.hop(hop), { step: name, clock, probe, isMeasured: isProductPage });
    const framework = [step("routing", "routing"), step("controller", "controller"), step("other-work", "other")];
    const application = createMarketplace({
      cache: this.#cache,
      ...{ data, content, files, channels, clock, probe },
      graphql: limited(graphqlEndpoint({ data, content, mostComplexity: complexity })),
      framework: (next) => framework.reduceRight<Fetch>((inner, tier) => tier(inner), next),
      view: step("view", "view"),
    });
    const tiers: (Tier | undefined)[] = [
      world.monitored,
      config.threads === undefined ? undefined : limitedConcurrency(config.threads),
      config.validators ? entityTags({ content, probe }) : undefined,
      config.validators ? cacheControlByRoute(ARCHITECTURE_B_RULES) : undefined,
      shielded(probe),
    ];
    this.fetch = tiers.reduceRight<Fetch>((next, tier) => tier?.(next) ?? next, application);
  }

  start(): Flow<void> {
    return this.#tags.start();
  }

  restart(): void {
    this.#queryCache?.clearMemory();
  }

  get memoryRatio(): number {
    return (this.#queryCache?.stats().bytes ?? 0) / this.#memoryBytes;
  }

  audit(): void {
    this.#cache.audit();
    for (const shard of this.optimizers) shard.audit();
  }

  close(): void {
    this.#tags.close();
    for (const shard of this.optimizers) shard.close();
  }
}

/** A design that says nothing of GraphQL: as architecture B's. */
const NO_GRAPHQL = { complexity: 500, clientRps: 10, burst: 20, batchWindowMs: 1 };
