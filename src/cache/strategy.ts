import type { Clock } from "../flow/clock.ts";
import { chain } from "../flow/chain.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { type Flight, SingleFlight } from "../flow/single_flight.ts";
import type { Task } from "../flow/task.ts";
import type { KeyValueStore } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import { open, seal } from "./envelope.ts";
import { GuardedLevel, UNAVAILABLE } from "./guarded_level.ts";
import type { Store } from "./store.ts";
import type { TagStamp } from "./tag_table.ts";
import type { Tags } from "./tags.ts";

/** A value and who gave it: a level's name, or "origin" when the factory ran. */
export interface Served<Value> {
  readonly value: Value;
  readonly servedBy: string;
}

/** What the first level holds. It is itself the answer to a hit, so that a hit allocates nothing for it. */
export interface Entry extends Served<unknown> {
  readonly expiresAtMs: number;
  readonly sizeBytes: number;
  readonly stamp: TagStamp;
}

/** Per call; the factory may change them when it knows better (adaptive options). */
export interface EntryOptions {
  /** Time to live in the second level, and the most in the first. */
  readonly ttlMs?: number;
  readonly tags?: readonly string[];
}

/** What a factory may decide about its value. */
export interface FactoryContext {
  ttlMs: number;
  /** What the value weighs. @default 0 */
  sizeBytes: number;
  /** Set false to give the value to the callers and store it nowhere. @default true */
  isCacheable: boolean;
}

export type Factory<Value> = (context: FactoryContext) => Operation<Value>;

export interface StrategyOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** Shared by all strategies of an instance. */
  readonly tags: Tags;
  /** Undefined when switched off. */
  readonly l1?: Store<Entry> | undefined;
  /** Most that an entry lives in the first level, ms. */
  readonly l1TtlMs: number;
  readonly l2?: KeyValueStore | undefined;
  /** When the caller does not say, ms. */
  readonly defaultTtlMs: number;
  /** Names for the probe. One name for both levels makes one look-up of them. */
  readonly names: { readonly l1: string; readonly l2: string };
}

/**
 * Cache-aside over two levels: memory, then a shared store, then the factory, with single flight and tags by version.
 *
 * A value that was invalidated or deleted while its factory ran is given to those who wait but stored nowhere. A failing
 * second level is gone around. Entries of the first level never outlive those of the second.
 */
export class CacheStrategy {
  readonly #options: StrategyOptions;
  readonly #l2: GuardedLevel | undefined;
  /** Keys under way: what was fetched before its key was deleted or set, its flight forgotten, must not be stored. */
  readonly #flights = new SingleFlight<string, Served<unknown>>();
  /** Writes to the second level under way: what changes the same key there comes after them, whoever is faster. */
  readonly #writes = new Map<string, Task<unknown>>();

  constructor(options: StrategyOptions) {
    this.#options = options;
    const { l2, clock, probe, names } = options;
    this.#l2 = l2 && new GuardedLevel({ store: l2, clock, probe, name: names.l2 });
  }

  /** Gives the value from the first level that has it, or runs the factory and stores in all. */
  *getOrSet<Value>(key: string, factory: Factory<Value>, options: EntryOptions = {}): Flow<Value> {
    return (yield* this.lookup(key, factory, options)).value;
  }

  /** As `getOrSet`, and says who gave the value. A hit in memory suspends nothing and allocates one small object. */
  lookup<Value>(key: string, factory: Factory<Value>, options: EntryOptions = {}): Operation<Served<Value>> {
    const { l1, probe, names } = this.#options;
    if (l1 !== undefined) {
      const entry = this.#fresh(l1, key);
      if (entry !== undefined) {
        probe.emit({ kind: "lookup", tier: names.l1, outcome: "hit", latencyMs: 0 });
        return immediate(entry as Served<Value>);
      }
      if (names.l1 !== names.l2) probe.emit({ kind: "lookup", tier: names.l1, outcome: "miss", latencyMs: 0 });
    }
    const shared = this.#flights.run(key, (flight) => {
      const stamp = this.#options.tags.table.stamp(options.tags ?? NO_TAGS);
      return this.#fetch(key, factory, { options, flight, stamp });
    });
    return shared as Operation<Served<Value>>;
  }

  /** Stores a value in both levels. */
  *set(key: string, value: unknown, options: EntryOptions & { sizeBytes?: number } = {}): Flow<void> {
    this.#disown(key);
    const stamp = this.#options.tags.table.stamp(options.tags ?? []);
    const stored = this.#store(key, value, { ttlMs: options.ttlMs, sizeBytes: options.sizeBytes ?? 0, stamp });
    if (stored) yield* stored;
  }

  /** The value when a level has it, otherwise undefined. */
  *get(key: string): Flow<unknown> {
    const { l1 } = this.#options;
    const entry = l1 && this.#fresh(l1, key);
    if (entry) return entry.value;
    return this.#l2 && this.#opened(key, yield* this.#l2.get(key), { isForgotten: true })?.value;
  }

  /** Takes a key out of both levels; what is fetched for it meanwhile is stored nowhere. */
  *delete(key: string): Flow<void> {
    this.#disown(key);
    if (this.#l2 === undefined) return;
    const write = this.#writes.get(key);
    if (write) yield* write;
    yield* this.#l2.delete(key);
    // Whoever read the second level while it was being deleted there must not bring the value back.
    this.#disown(key);
  }

  /** Makes every entry with one of the tags stale, in every level of every instance. O(number of tags). */
  invalidateByTag(tags: string | readonly string[]): Flow<void> {
    return this.#options.tags.invalidate(typeof tags === "string" ? [tags] : tags);
  }

  /** Empties both levels; what is fetched meanwhile is stored nowhere. */
  *clear(): Flow<void> {
    this.#disownAll();
    if (this.#l2 === undefined) return;
    for (const write of [...this.#writes.values()]) yield* write;
    yield* this.#l2.clear();
    this.#disownAll();
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

  #fresh(l1: Store<Entry>, key: string): Entry | undefined {
    try {
      const entry = l1.get(key);
      if (entry === undefined) return undefined;
      if (entry.expiresAtMs > this.#options.clock.nowMs() && this.#options.tags.table.isCurrent(entry.stamp)) {
        return entry;
      }
      l1.delete(key);
    } catch (error) {
      this.#memoryFailed("get", error);
    }
    return undefined;
  }

  /** A first level that fails holds nothing; the request goes on without it. */
  #keep(key: string, entry: Entry): void {
    try {
      this.#options.l1?.set(key, entry, entry.sizeBytes);
    } catch (error) {
      this.#memoryFailed("set", error);
    }
  }

  #memoryFailed(action: string, error: unknown): void {
    const { probe, names } = this.#options;
    const reason = `${action}: ${error instanceof Error ? error.name : "failed"}`;
    probe.emit({ kind: "degraded", component: names.l1, reason });
  }

  #fetch<Value>(key: string, factory: Factory<Value>, call: Call): Operation<Served<Value>> {
    const l2 = this.#l2;
    const { names, probe, clock } = this.#options;
    if (l2 === undefined) {
      if (names.l1 === names.l2) probe.emit({ kind: "lookup", tier: names.l2, outcome: "miss", latencyMs: 0 });
      return this.#make(key, factory, call);
    }
    const askedMs = clock.nowMs();
    return chain(l2.get(key), (read) => {
      const found = this.#opened(key, read, call.flight);
      const outcome = found === undefined ? "miss" : "hit";
      probe.emit({ kind: "lookup", tier: names.l2, outcome, latencyMs: clock.nowMs() - askedMs });
      return found === undefined ? this.#make(key, factory, call) : immediate(found as Served<Value>);
    });
  }

  #make<Value>(key: string, factory: Factory<Value>, call: Call): Operation<Served<Value>> {
    const ttlMs = call.options.ttlMs ?? this.#options.defaultTtlMs;
    const context: FactoryContext = { ttlMs, sizeBytes: 0, isCacheable: true };
    return chain(factory(context), (value) => {
      const served: Operation<Served<Value>> = immediate({ value, servedBy: "origin" });
      const { flight, stamp } = call;
      if (!context.isCacheable || flight.isForgotten || !this.#options.tags.table.isCurrent(stamp)) return served;
      const stored = this.#store(key, value, { ttlMs: context.ttlMs, sizeBytes: context.sizeBytes, stamp });
      return stored === undefined ? served : chain(stored, () => served);
    });
  }

  /** What was read from the second level, if it still holds; it is brought to the first one. */
  #opened(key: string, read: unknown, flight: Flight): Entry | undefined {
    if (read === undefined || read === UNAVAILABLE) return undefined;
    const { tags, clock, l1TtlMs, names } = this.#options;
    const opened = open(read, tags.table);
    if (opened === undefined) return undefined;
    const { envelope: { value, sizeBytes, expiresAtMs: diesAtMs }, stamp } = opened;
    const nowMs = clock.nowMs();
    const leftMs = diesAtMs - clock.epochMs - nowMs;
    if (leftMs <= 0) return undefined;
    const expiresAtMs = nowMs + Math.min(l1TtlMs, leftMs);
    if (!flight.isForgotten) this.#keep(key, { value, servedBy: names.l1, expiresAtMs, sizeBytes, stamp });
    return { value, servedBy: names.l2, expiresAtMs, sizeBytes, stamp };
  }

  /**
   * The first level at once; the second in the background, so that nobody waits for it.
   *
   * @returns what starts the background write; undefined when there is nothing to start.
   */
  #store(
    key: string,
    value: unknown,
    meta: { ttlMs?: number | undefined; sizeBytes: number; stamp: TagStamp },
  ): Operation<void> | undefined {
    const { clock, l1TtlMs, names, defaultTtlMs } = this.#options;
    const { sizeBytes, stamp } = meta;
    const ttlMs = meta.ttlMs ?? defaultTtlMs;
    const nowMs = clock.nowMs();
    const expiresAtMs = nowMs + Math.min(l1TtlMs, ttlMs);
    this.#keep(key, { value, servedBy: names.l1, expiresAtMs, sizeBytes, stamp });
    if (this.#l2 === undefined) return undefined;
    const envelope = seal(value, { expiresAtMs: clock.epochMs + nowMs + ttlMs, sizeBytes, stamp });
    const work = after(this.#writes.get(key), this.#l2.set(key, envelope, { ttlMs, sizeBytes }));
    return chain(background(work, "a write to the second level"), (write) => {
      write.onEnd = () => {
        if (this.#writes.get(key) === write) this.#writes.delete(key);
      };
      this.#writes.set(key, write);
      return STORED;
    });
  }

  #disownAll(): void {
    this.#flights.forgetAll();
    this.clearMemory();
  }

  #disown(key: string): void {
    this.#flights.forget(key);
    this.#options.l1?.delete(key);
  }
}

/** One miss on its way: how it was called, its flight, and the tags' versions before its value was fetched. */
interface Call {
  readonly options: EntryOptions;
  readonly flight: Flight;
  readonly stamp: TagStamp;
}

const NO_TAGS: readonly string[] = [];
const STORED = immediate<void>(undefined);

function after(earlier: Task<unknown> | undefined, operation: Operation<unknown>): Operation<unknown> {
  return earlier === undefined ? operation : chain(earlier, () => operation);
}
