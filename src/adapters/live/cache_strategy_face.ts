import { Random } from "../../base/random.ts";
import { BoundedStore } from "../../cache/bounded_store.ts";
import { EntryColumns } from "../../cache/entry_columns.ts";
import { DisposingStore } from "../../cache/disposing_store.ts";
import { checkFeatures } from "../../cache/features.ts";
import { CacheStrategy, type Entry, type EntryOptions, type Factory } from "../../cache/strategy.ts";
import type { Store } from "../../cache/store.ts";
import { Tags } from "../../cache/tags.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, outside } from "../../flow/instructions.ts";
import { LiveWorld } from "../../flow/live_clock.ts";
import type { Operation } from "../../flow/operation.ts";
import type { KeyValueStore } from "../../ports/key_value_store.ts";
import type { Probe } from "../../ports/probe.ts";
import type { CacheStrategyFaceOptions, FaceFactory } from "./cache_strategy_options.ts";
import { CoarseClock } from "./coarse_clock.ts";
import { type CacheStrategyStats, CountingProbe } from "./counting_probe.ts";
import { RedisLevel } from "./redis_store.ts";
import { sizeInBytes } from "./size_in_bytes.ts";

/** Per call. */
export interface FaceEntryOptions extends EntryOptions {
  /** What the value weighs. @default what `l1.sizeOf` says, when there is a limit in bytes */
  readonly sizeBytes?: number;
}

/** What a part that shares a strategy's levels, tags and clock builds on, such as the database optimizer. */
export interface CacheStrategyParts {
  readonly world: LiveWorld;
  readonly clock: CoarseClock;
  readonly tags: Tags;
  readonly probe: Probe;
  readonly random: Random;
  /** A second level of its own name space; undefined without one. */
  sharedStore(namespace: string): KeyValueStore | undefined;
}

/**
 * The cache strategy of architecture A on the real clock, for any Deno or Node program. What is in memory is given at once, as a
 * plain value; everything else is a promise.
 */
export class CacheStrategyFace {
  /** For parts of tierlab that share its levels; not for programs. */
  readonly parts: CacheStrategyParts;
  readonly #strategy: CacheStrategy;
  readonly #world: LiveWorld;
  readonly #clock: CoarseClock;
  readonly #tags: Tags;
  readonly #probe: CountingProbe;
  readonly #redis: RedisLevel | undefined;
  readonly #sizeOf: ((value: unknown) => number) | undefined;
  /** The first connection, as long as it is awaited. */
  #opening: Promise<unknown> | undefined;

  constructor(options: CacheStrategyFaceOptions) {
    const { l1 = {}, l2, bus, ttlMs = 300_000, onEvent } = options;
    // Whatever is wrong with the options is found before anything is opened.
    checkFeatures(options);
    const self = crypto.getRandomValues(new Uint32Array(1))[0]! + 1;
    const random = new Random(self);
    const memory = l1 === false ? undefined : l1;
    const store = memory && this.#memoryOf(memory, options, random.fork("memory"));
    this.#probe = new CountingProbe(onEvent);
    this.#world = new LiveWorld({ onUnhandled: (error) => this.#probe.unhandled(error) });
    this.#clock = new CoarseClock(this.#world);
    this.#redis = l2 && new RedisLevel(l2.url, l2.prefix ?? "tierlab:", l2);
    this.#tags = new Tags({
      bus: this.#redis?.tagBus() ?? bus?.inner,
      probe: this.#probe,
      self,
      heartbeatMs: this.#redis === undefined ? 0 : l2!.heartbeatMs ?? 1000,
    });
    this.#sizeOf = memory?.maxBytes === undefined ? undefined : memory.sizeOf ?? sizeInBytes;
    this.#strategy = new CacheStrategy({
      clock: this.#clock,
      probe: this.#probe,
      random: random.fork("cache strategy"),
      tags: this.#tags,
      l1: store,
      l1TtlMs: memory?.ttlMs ?? 300_000,
      l2: this.#redis?.view("cache"),
      defaultTtlMs: ttlMs,
      names: { l1: "l1", l2: "l2" },
      features: { jitterRatio: 0.1, ...options },
      breaker: { failures: 1, ...l2?.breaker },
    });
    this.parts = {
      world: this.#world,
      clock: this.#clock,
      tags: this.#tags,
      probe: this.#probe,
      random,
      sharedStore: (namespace) => this.#redis?.view(namespace),
    };
    this.#start(l2?.deadlineMs ?? 50);
  }

  /** The value when a level has it, otherwise undefined; at once when it is in memory or there is no second level. */
  get<Value = unknown>(key: string): Value | undefined | Promise<Value | undefined> {
    const entry = this.#strategy.hit(key);
    if (entry !== undefined) {
      this.#probe.hit();
      return entry.value as Value;
    }
    if (this.#redis === undefined) return undefined;
    return this.#run(() => this.#strategy.get(key)) as Promise<Value | undefined>;
  }

  /**
   * The value: at once when it is in memory, otherwise a promise: from the second level, or from the factory, which is run once
   * however many ask.
   *
   * @throws what the factory throws, to all who wait; DeadlineExceeded after `timeouts.hardMs`.
   */
  getOrSet<Value>(key: string, factory: FaceFactory<Value>, options?: FaceEntryOptions): Value | Promise<Value> {
    const entry = this.#strategy.hit(key);
    if (entry !== undefined) {
      this.#probe.hit();
      return entry.value as Value;
    }
    return this.#run(() =>
      chain(this.#strategy.lookup(key, this.#flowOf(factory, options), options), (served) => immediate(served.value))
    );
  }

  /**
   * The values of many keys, in their order: one read of the second level, and one run of the factory for all that are nowhere.
   *
   * @param factory Receives the missing keys; gives their values in the same order. Without it they are undefined.
   */
  getMany<Value>(
    keys: readonly string[],
    factory?: (missing: readonly string[]) => readonly Value[] | PromiseLike<readonly Value[]>,
    options?: FaceEntryOptions,
  ): Promise<(Value | undefined)[]> {
    const batch = factory && ((missing: readonly string[]) => settled(() => factory(missing)));
    return this.#promise(() => this.#strategy.getMany<Value>(keys, batch, options));
  }

  /**
   * Stores a value in both levels; the other instances forget theirs.
   *
   * @returns whether all of them were told; those that were not will be.
   */
  set(key: string, value: unknown, options: FaceEntryOptions = {}): Promise<boolean> {
    const sizeBytes = options.sizeBytes ?? this.#sizeOf?.(value) ?? 0;
    return this.#promise(() => this.#strategy.set(key, value, { ...options, sizeBytes }));
  }

  /**
   * Takes a key out of every level of every instance; what is fetched for it meanwhile is stored nowhere.
   *
   * @returns whether all of them took it; false means that this instance did, and that the rest will as soon as it can be reached.
   */
  delete(key: string): Promise<boolean> {
    return this.#promise(() => this.#strategy.delete(key));
  }

  /** Makes every entry with one of the tags stale, in every level of every instance. @returns as `delete` */
  invalidateByTag(tags: string | readonly string[]): Promise<boolean> {
    return this.#promise(() => this.#strategy.invalidate(typeof tags === "string" ? [tags] : tags));
  }

  /** Empties every level of every instance. @returns as `delete` */
  clear(): Promise<boolean> {
    return this.#promise(() => this.#strategy.clear());
  }

  stats(): CacheStrategyStats {
    return { ...this.#strategy.stats(), ...this.#probe.counts(), readCommands: this.#redis?.readCommands ?? 0 };
  }

  /** Ends the connections; what is under way is dropped. */
  close(): Promise<void> {
    this.#tags.close();
    this.#world.close();
    this.#clock.close();
    this.#redis?.close();
    return Promise.resolve();
  }

  #memoryOf(
    memory: Exclude<CacheStrategyFaceOptions["l1"], false | undefined>,
    { onDispose, onEvent }: CacheStrategyFaceOptions,
    random: Random,
  ): Store<Entry> {
    const { maxBytes, maxEntries = maxBytes === undefined ? 500 : undefined, policy = "lru" } = memory;
    let disposing: DisposingStore | undefined;
    const onEvict = (key: string, entry: Entry) => {
      onEvent?.({ kind: "evicted", tier: "l1", key });
      disposing?.evicted(key, entry);
    };
    const isHeard = onDispose !== undefined || onEvent !== undefined;
    const store = new BoundedStore<Entry>({
      ...(maxBytes === undefined ? { maxEntries: maxEntries! } : { maxBytes }),
      // Both limits hold when no entry weighs less than an even share.
      ...(maxBytes !== undefined && maxEntries !== undefined && { leastBytes: maxBytes / maxEntries }),
      policy,
      random,
      columns: new EntryColumns("l1"),
      ...(isHeard && { onEvict }),
    });
    if (onDispose === undefined) return store;
    const isCurrent = ({ stamp }: Entry) => this.#tags.table.isCurrent(stamp);
    const nowMs = () => this.#clock.nowMs();
    return disposing = new DisposingStore({ store, nowMs, onDispose, isCurrent });
  }

  /** Reads the versions of tags; the first callers wait for that, for one deadline at most. */
  #start(deadlineMs: number): void {
    if (this.#redis === undefined) {
      this.#world.run(() => this.#tags.start()).catch(() => {});
      return;
    }
    const started = this.#redis.opened.catch(() => {}).then(() => this.#world.run(() => this.#tags.start()));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise((resolve) => timer = setTimeout(resolve, deadlineMs));
    this.#opening = Promise.race([started, deadline]).catch(() => {}).finally(() => {
      // Left to itself it would keep a program that is done alive.
      clearTimeout(timer);
      this.#opening = undefined;
    });
  }

  /** Runs a flow. @returns its value at once if it needed no waiting. */
  #run<T>(start: () => Operation<T>): T | Promise<T> {
    return this.#opening === undefined ? this.#world.runNow(start()) : this.#promise(start);
  }

  #promise<T>(start: () => Operation<T>): Promise<T> {
    const opening = this.#opening;
    if (opening === undefined) return this.#world.run(start);
    return this.#world.run(() => chain(outside("the first connection", () => opening), start));
  }

  #flowOf<Value>(factory: FaceFactory<Value>, options: FaceEntryOptions | undefined): Factory<Value> {
    const sizeOf = this.#sizeOf;
    return (context) => {
      if (options?.sizeBytes !== undefined) context.sizeBytes = options.sizeBytes;
      const made = settled(() => factory(context));
      if (sizeOf === undefined) return made;
      return chain(made, (value) => {
        if (context.sizeBytes === 0) context.sizeBytes = sizeOf(value);
        return immediate(value);
      });
    };
  }
}

/**
 * Makes a cache strategy: memory, and a Redis behind it when `l2` is given.
 *
 * @throws RangeError when an option is out of range, Failure `unknown-name` for a policy that is not registered.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createCacheStrategy } from "./cache_strategy_face.ts";
 * const cacheStrategy = createCacheStrategy({ l1: { maxEntries: 500, ttlMs: 300_000, policy: "lru" } });
 * const load = () => Promise.resolve({ id: 1, price: 10 });
 * const product = await cacheStrategy.getOrSet("product:1", load, { ttlMs: 60_000, tags: ["product:1"] });
 * assertEquals(product.price, 10);
 * // In memory by now: the value itself, without a promise.
 * assertEquals(cacheStrategy.getOrSet("product:1", load), product);
 * await cacheStrategy.invalidateByTag("product:1");
 * assertEquals(cacheStrategy.get("product:1"), undefined);
 * await cacheStrategy.close();
 * ```
 */
export function createCacheStrategy(options: CacheStrategyFaceOptions = {}): CacheStrategyFace {
  return new CacheStrategyFace(options);
}

/** What a program's function gives, as an operation: at once when it is no promise. */
function settled<Value>(make: () => Value | PromiseLike<Value>): Operation<Value> {
  const made = make();
  return isPromise(made) ? outside("a factory", () => made) : immediate(made);
}

function isPromise<Value>(made: Value | PromiseLike<Value>): made is PromiseLike<Value> {
  return typeof made === "object" && made !== null && typeof (made as { then?: unknown }).then === "function";
}
