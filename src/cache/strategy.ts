import { Random } from "../base/random.ts";
import { rethrowHalt } from "../flow/halt.ts";
import { all } from "../flow/all.ts";
import { chain } from "../flow/chain.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { type Flight, SingleFlight } from "../flow/single_flight.ts";
import { DeadlineExceeded, timeout } from "../flow/timeout.ts";
import { type BatchFactory, BatchLoad } from "./batch_load.ts";
import type { Entry, EntryOptions, Factory, FactoryContext, Served } from "./entry.ts";
import { checkFeatures } from "./features.ts";
import { type Call, Levels } from "./levels.ts";
import { Lifetimes } from "./lifetimes.ts";
import { Origin } from "./origin.ts";
import type { StrategyOptions } from "./strategy_options.ts";

export type { Entry, EntryOptions, Factory, FactoryContext, Served, StrategyOptions };

/**
 * Cache-aside over two levels: memory, then a shared store, then the factory, with single flight and tags by version.
 *
 * A value that was invalidated or deleted while its factory ran is given to those who wait but stored nowhere. A failing
 * second level is gone around. Entries of the first level never outlive those of the second.
 */
export class CacheStrategy {
  readonly #options: StrategyOptions;
  readonly #lifetimes: Lifetimes;
  readonly #levels: Levels;
  readonly #origin: Origin;
  /** Keys under way: what was fetched before its key was deleted or set, its flight forgotten, must not be stored. */
  readonly #flights = new SingleFlight<string, Served<unknown> | undefined>();

  /** Reads of the second level that run no factory: who comes with one does not join them. */
  readonly #reads = new SingleFlight<string, Served<unknown> | undefined>();

  /** @throws RangeError when a feature is out of range. */
  constructor(options: StrategyOptions) {
    checkFeatures(options.features ?? {});
    this.#options = options;
    const random = options.random ?? new Random(options.tags.self).fork(options.names.l2);
    this.#lifetimes = new Lifetimes(options.features ?? {}, random);
    this.#levels = new Levels(options, this.#lifetimes, random);
    this.#origin = new Origin(options, this.#levels, this.#lifetimes);
    options.tags.watchKeys(this.#levels.space, {
      changed: (key) => this.#disown(key),
      lost: () => this.#levels.tellAgain(),
    });
  }

  /** Gives the value from the first level that has it, or runs the factory and stores in all. */
  *getOrSet<Value>(key: string, factory: Factory<Value>, options: EntryOptions = {}): Flow<Value> {
    return (yield* this.lookup(key, factory, options)).value;
  }

  /** The first level's entry when it is a plain hit: a few comparisons, nothing allocated, nobody told. */
  hit(key: string): Entry | undefined {
    const entry = this.#levels.memory?.get(key);
    return entry !== undefined && entry.quietUntilMs > this.#options.clock.nowMs() ? entry : undefined;
  }

  /** As `getOrSet`, and says who gave the value. A hit in memory suspends nothing and allocates one small object. */
  lookup<Value>(key: string, factory: Factory<Value>, options: EntryOptions = NO_OPTIONS): Operation<Served<Value>> {
    const { probe, names, clock } = this.#options;
    const { memory } = this.#levels;
    if (memory !== undefined) {
      const entry = memory.get(key);
      if (entry !== undefined) {
        if (entry.quietUntilMs > clock.nowMs()) {
          probe.emit({ kind: "lookup", tier: names.l1, outcome: "hit", latencyMs: 0 });
          return immediate(entry as Served<Value>);
        }
        const aged = this.#aged(key, entry, (newerThanMs) => this.#fly(key, factory, options, newerThanMs));
        if (aged !== undefined) return aged as Operation<Served<Value>>;
      }
      if (names.l1 !== names.l2) probe.emit({ kind: "lookup", tier: names.l1, outcome: "miss", latencyMs: 0 });
    }
    const made = this.#fly(key, factory, options, -Infinity);
    return this.#options.features?.timeouts === undefined ? made : this.#within(key, made);
  }

  /** Makes a value anew although the levels hold one, which is served meanwhile. Joins a run that is under way. */
  refresh<Value>(key: string, factory: Factory<Value>, options: EntryOptions = NO_OPTIONS): Operation<Served<Value>> {
    return this.#fly(key, factory, options, Infinity);
  }

  /** Stores a value in both levels, and makes the other instances forget theirs. */
  *set(key: string, value: unknown, options: EntryOptions & { sizeBytes?: number } = {}): Flow<boolean> {
    this.#disown(key);
    this.#origin.forget(key);
    const { ttlMs = this.#options.defaultTtlMs, tags = NO_TAGS, sizeBytes = 0 } = options;
    const stamp = this.#levels.stamp(tags);
    const kept = this.#lifetimes.ttlOf(value, ttlMs);
    const origin = this.#lifetimes.isLively ? { ttlMs: kept, costMs: 0 } : undefined;
    const stored = this.#levels.store(key, value, { ttlMs: kept, sizeBytes, stamp, origin });
    if (stored) yield* stored;
    // Who hears of it must find the new value in the second level.
    const isWritten = yield* this.#levels.written(key);
    const isTold = yield* this.#told(key);
    return isWritten && isTold;
  }

  /** The value when a level has it, otherwise undefined. */
  *get(key: string): Flow<unknown> {
    const entry = this.hit(key);
    if (entry) return entry.value;
    if (this.#levels.shared === undefined) return undefined;
    return (yield* this.#reads.run(key, (flight) => this.#levels.read(this.#call(key, NO_OPTIONS, flight))))?.value;
  }

  /**
   * The values of many keys in their order: one read of the second level for those that are not in the first, and one run of the
   * factory for those that are nowhere. Without a factory a missing one is undefined.
   */
  *getMany<Value>(
    keys: readonly string[],
    factory?: BatchFactory<Value>,
    options: EntryOptions = NO_OPTIONS,
  ): Flow<(Value | undefined)[]> {
    const { probe, names } = this.#options;
    const found = new Map<string, unknown>();
    const missing: string[] = [];
    for (const key of new Set(keys)) {
      const entry = this.hit(key);
      if (this.#levels.memory !== undefined) {
        probe.emit({ kind: "lookup", tier: names.l1, outcome: entry === undefined ? "miss" : "hit", latencyMs: 0 });
      }
      if (entry === undefined) missing.push(key);
      else found.set(key, entry.value);
    }
    if (missing.length > 0) {
      const batch = new BatchLoad<Value>({ levels: this.#levels, origin: this.#origin, factory });
      const load = (key: string) => (flight: Flight) => batch.load(this.#call(key, options, flight));
      const loaded = yield* all(
        missing.map((key) =>
          factory === undefined ? this.#reads.run(key, load(key)) : this.#joinable(key, options, load(key))
        ),
      );
      missing.forEach((key, index) => found.set(key, loaded[index]?.value));
    }
    return keys.map((key) => found.get(key) as Value | undefined);
  }

  /**
   * Takes a key out of both levels and out of the other instances' memory; what is fetched for it meanwhile is stored nowhere.
   *
   * @returns whether all of them took it; those that did not are told again as soon as they can be reached.
   */
  *delete(key: string): Flow<boolean> {
    this.#disown(key);
    this.#origin.forget(key);
    const isDeleted = yield* this.#levels.delete(key);
    // Whoever read the second level while it was being deleted there must not bring the value back.
    this.#disown(key);
    const isTold = yield* this.#told(key);
    return isDeleted && isTold;
  }

  /** Makes every entry with one of the tags stale, in every level of every instance. O(number of tags). */
  *invalidateByTag(tags: string | readonly string[]): Flow<void> {
    yield* this.invalidate(typeof tags === "string" ? [tags] : tags);
  }

  /** As `invalidateByTag`. @returns whether the other instances are told of it; if not, they will be. */
  invalidate(tags: readonly string[]): Flow<boolean> {
    return this.#options.tags.invalidate(tags);
  }

  /**
   * Makes every entry stale, in every level of every instance, and empties the second level; what is fetched meanwhile is stored
   * nowhere.
   *
   * @returns as `delete`
   */
  *clear(): Flow<boolean> {
    this.#disownAll();
    const isTold = yield* this.#options.tags.invalidate([this.#levels.era.tag]);
    if (this.#levels.shared !== undefined) {
      yield* this.#levels.allWritten();
      yield* this.#levels.shared.clear();
    }
    this.#disownAll();
    return isTold;
  }

  /** Empties the first level only: what a restart of the instance does. */
  clearMemory(): void {
    this.#options.l1?.clear();
  }

  stats(): { readonly entries: number; readonly bytes: number; readonly flights: number } {
    const { l1 } = this.#options;
    return { entries: l1?.size ?? 0, bytes: l1?.bytes ?? 0, flights: this.#flights.size };
  }

  audit(): void {
    this.#options.l1?.audit();
  }

  /** An entry whose quiet is over. @returns undefined when it is a miss. */
  #aged(
    key: string,
    entry: Entry,
    makeAnew: (newerThanMs: number) => Operation<unknown>,
  ): Operation<Served<unknown>> | undefined {
    const { probe, names, clock } = this.#options;
    const judgement = this.#lifetimes.judge(entry, clock.nowMs());
    switch (judgement) {
      case "gone":
        this.#levels.memory!.delete(key);
        return undefined;
      case "kept":
        return undefined;
      case "hit":
      case "refresh":
      case "stale":
        probe.emit({ kind: "lookup", tier: names.l1, outcome: judgement === "stale" ? "stale" : "hit", latencyMs: 0 });
        if (judgement === "hit" || this.#flights.has(key)) return immediate(entry);
        return chain(background(makeAnew(entry.life!.expiresAtMs), "a refresh"), (refresh) => {
          refresh.onEnd = (task) => {
            if (task.state === "failed") probe.emit({ kind: "degraded", component: "origin", reason: "refresh" });
          };
          return immediate(entry);
        });
      default:
        return judgement satisfies never;
    }
  }

  /** Waits no longer than a caller should; what is under way goes on and is stored. */
  *#within<Value>(key: string, made: Operation<Served<Value>>): Flow<Served<Value>> {
    const { softMs = Infinity, hardMs = Infinity } = this.#options.features!.timeouts!;
    const { memory } = this.#levels;
    const canStandIn = softMs < Infinity && memory?.get(key) !== undefined;
    const limitMs = canStandIn ? Math.min(softMs, hardMs) : hardMs;
    if (limitMs === Infinity) return yield* made;
    try {
      return yield* timeout(limitMs, made, "a factory");
    } catch (error) {
      rethrowHalt(error);
      const standIn = error instanceof DeadlineExceeded ? this.#origin.standIn(key) : undefined;
      if (standIn === undefined) throw error;
      this.#options.probe.emit({ kind: "degraded", component: "origin", reason: "stale on timeout" });
      return standIn as Served<Value>;
    }
  }

  #fly<Value>(
    key: string,
    factory: Factory<Value>,
    options: EntryOptions,
    newerThanMs: number,
  ): Operation<Served<Value>> {
    const made = this.#joinable(
      key,
      options,
      (flight) => this.#fetch(factory, this.#call(key, options, flight, newerThanMs)),
    );
    return made as Operation<Served<Value>>;
  }

  /** One run for a key at a time; but who comes after an invalidation does not join what was begun before it. */
  #joinable(
    key: string,
    options: EntryOptions,
    make: (flight: Flight) => Operation<Served<unknown> | undefined>,
  ): Operation<Served<unknown> | undefined> {
    const { table } = this.#options.tags;
    const begunAt = this.#flights.begunAt(key);
    if (begunAt !== undefined && table.isRaisedSince(begunAt, options.tags ?? NO_TAGS, this.#levels.era)) {
      this.#flights.forget(key);
    }
    return this.#flights.run(key, make, table.epoch);
  }

  #call(key: string, options: EntryOptions, flight: Flight, newerThanMs = -Infinity): Call {
    const stamp = this.#levels.stamp(options.tags ?? NO_TAGS);
    return { key, options, flight, stamp, startedMs: this.#options.clock.nowMs(), seen: undefined, newerThanMs };
  }

  #fetch<Value>(factory: Factory<Value>, call: Call): Operation<Served<Value>> {
    const { names, probe, clock } = this.#options;
    if (this.#levels.shared === undefined) {
      if (names.l1 === names.l2) probe.emit({ kind: "lookup", tier: names.l2, outcome: "miss", latencyMs: 0 });
      return this.#origin.make(factory, call);
    }
    const askedMs = clock.nowMs();
    return chain(this.#levels.read(call), (found) => {
      const outcome = found === undefined ? "miss" : "hit";
      probe.emit({ kind: "lookup", tier: names.l2, outcome, latencyMs: clock.nowMs() - askedMs });
      return found === undefined
        ? this.#origin.make(factory, call)
        : immediate(found as Served<unknown> as Served<Value>);
    });
  }

  #told(key: string): Flow<boolean> {
    return this.#options.tags.announce(this.#levels.space, key);
  }

  #disownAll(): void {
    this.#flights.forgetAll();
    this.#reads.forgetAll();
    this.#origin.forgetAll();
    this.clearMemory();
  }

  #disown(key: string): void {
    this.#flights.forget(key);
    this.#reads.forget(key);
    this.#levels.memory?.delete(key);
  }
}

const NO_OPTIONS: EntryOptions = {};
const NO_TAGS: readonly string[] = [];
