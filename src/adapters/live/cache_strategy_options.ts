import type { FactoryContext } from "../../cache/entry.ts";
import type { OnDispose } from "../../cache/disposing_store.ts";
import type { Features } from "../../cache/features.ts";
import type { BreakerSettings } from "../../cache/guarded_level.ts";
import type { ProbeEvent } from "../../ports/probe.ts";
import type { ProcessBus } from "./process_bus.ts";
import type { RedisLevelOptions } from "./redis_store.ts";

/** The first level: memory of this instance. */
export interface MemoryLevelOptions {
  /** @default 500, unless `maxBytes` is given */
  readonly maxEntries?: number;
  /** Limit of the values' sizes; with `maxEntries` both hold. */
  readonly maxBytes?: number;
  /** Most that an entry lives in memory, ms. @default 300_000 */
  readonly ttlMs?: number;
  /** A policy of the registry with its options, `slru:segments=4`. @default "lru" */
  readonly policy?: string;
  /** What a value weighs, when `maxBytes` is given and the factory does not say. @default its length as text or bytes, or as JSON */
  readonly sizeOf?: (value: unknown) => number;
}

/** The second level: a Redis shared by all instances with the same URL and prefix. */
export interface SharedLevelOptions extends RedisLevelOptions {
  /** `redis://host:port`, `redis-sentinel://host:port,host:port/group` or `redis-cluster://host:port,host:port`. */
  readonly url: string;
  /** Stands before every key. @default "tierlab:" */
  readonly prefix?: string;
  /** When it counts as broken and is gone around. @default after one failure, for 1000 ms */
  readonly breaker?: BreakerSettings;
  /** How often an instance makes sure that it missed no message: the staleness bound. @default 1000 */
  readonly heartbeatMs?: number;
}

export interface CacheStrategyFaceOptions extends Features {
  /** @default 500 entries for five minutes, least recently used first out; false for none */
  readonly l1?: MemoryLevelOptions | false;
  /** @default none */
  readonly l2?: SharedLevelOptions;
  /** Connects instances of this process that share no second level. */
  readonly bus?: ProcessBus;
  /** Time to live when the caller does not say, ms. @default 300_000 */
  readonly ttlMs?: number;
  /** Told of every entry that leaves the first level. */
  readonly onDispose?: OnDispose;
  /** Told of every look-up, degradation and invalidation. Costs nothing when left out. */
  readonly onEvent?: (event: ProbeEvent) => void;
}

/** Gives a value, or a promise of one. It may change the context: time to live, tags, size, whether the value is kept. */
export type FaceFactory<Value> = (context: FactoryContext) => Value | PromiseLike<Value>;
