import { Dice } from "./dice.ts";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../../src/cache/strategy.ts";
import { Tags, type TagsOptions } from "../../src/cache/tags.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { background, sleep } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { Semaphore } from "../../src/flow/semaphore.ts";
import { TrackingBus } from "../../src/cache/tracking_bus.ts";
import type { Tracking } from "../../src/ports/tracking.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { KeyValueStore, TagBus } from "../../src/ports/key_value_store.ts";
import { ChaosLink, ChaosServer } from "./chaos_server.ts";
import { CHAOS_MS, type ChaosEvent, INSTANCES, KEYS, planOf } from "./chaos_plan.ts";
import { ChaosJudge, type CoherenceName } from "./chaos_judge.ts";
import { ChaosTracking } from "./chaos_tracking.ts";
import { DEADLINE_MS, FACTORY_MOST_MS, HEARTBEAT_MS, L1_TTL_MS, RETRY_MS, TTL_MS } from "./chaos_times.ts";

/** From the end of the chaos until all must have converged. */
const HEAL_MS = 600;

/** A guard of the component taken away, to see whether the chaos finds out. */
export interface Sabotage {
  /** The strategy that all instances use. @default "pubsub" */
  readonly coherence?: CoherenceName;
  readonly tracking?: (tracking: Tracking) => Tracking;
  readonly store?: (store: KeyValueStore) => KeyValueStore;
  readonly bus?: (bus: TagBus) => TagBus;
  readonly tags?: (options: TagsOptions) => Tags;
  readonly heartbeatMs?: number;
  readonly retryMs?: number;
  readonly l1TtlMs?: number;
  readonly server?: (server: ChaosServer) => void;
}

interface Instance {
  readonly cache: CacheStrategy;
  readonly tags: Tags;
}

/** Runs the world of a seed, or a part of its plan. @returns what was broken, in words; empty when all held. */
export function runChaos(seed: number, sabotage: Sabotage = {}, plan = planOf(new Random(seed))): string[] {
  const judge = new ChaosJudge(sabotage.coherence ?? "pubsub");
  try {
    simulate((clock) => new ChaosWorld(clock, seed, sabotage, judge).run(plan));
  } catch (error) {
    judge.broken(`the world failed: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
  }
  return judge.violations;
}

class ChaosWorld {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #dice: Dice;
  readonly #sabotage: Sabotage;
  readonly #judge: ChaosJudge;
  readonly #server: ChaosServer;
  readonly #links: ChaosLink[];
  readonly #instances: Instance[] = [];
  /** The database: every change of a key is one more. */
  readonly #truth = Array<number>(KEYS).fill(1);
  /** Changes of a key come one after another, as under a row's lock. */
  readonly #locks = Array.from({ length: KEYS }, () => new Semaphore({ permits: 1, name: "a row" }));
  #selves = 0;

  constructor(clock: Clock, seed: number, sabotage: Sabotage, judge: ChaosJudge) {
    this.#clock = clock;
    this.#random = new Random(seed).fork("world");
    this.#dice = new Dice(clock, `${seed} factories`);
    this.#sabotage = sabotage;
    this.#judge = judge;
    this.#server = new ChaosServer(clock);
    sabotage.server?.(this.#server);
    this.#links = Array.from(
      { length: INSTANCES },
      (_, index) => new ChaosLink(this.#server, new Dice(clock, `${seed} link ${index}`)),
    );
  }

  *run(plan: readonly ChaosEvent[]): Flow<void> {
    for (let number = 0; number < INSTANCES; number++) yield* this.#start(number);
    for (const event of plan) {
      if (event.atMs > this.#clock.nowMs()) yield* sleep(event.atMs - this.#clock.nowMs());
      yield* background(this.#happen(event), event.kind);
    }
    yield* sleep(Math.max(0, CHAOS_MS + 300 - this.#clock.nowMs()));
    yield* sleep(HEAL_MS);
    for (let turn = 0; turn < 2; turn++) {
      for (let number = 0; number < INSTANCES; number++) {
        for (let key = 0; key < KEYS; key++) {
          const value = yield* this.#read(number, key);
          if (value !== this.#truth[key]) {
            this.#judge.broken(`instance ${number} did not converge: key ${key} is ${this.#truth[key]}: read ${value}`);
          }
        }
        this.#instances[number]!.cache.audit();
      }
    }
  }

  *#start(number: number): Flow<void> {
    const { store = same, bus = same, tags: tagsOf = (options) => new Tags(options) } = this.#sabotage;
    const link = this.#links[number]!;
    this.#instances[number]?.tags.close();
    const probe = { emit: () => {} };
    const retryMs = this.#sabotage.retryMs ?? RETRY_MS;
    const tags = tagsOf({
      bus: bus(this.#busOn(link)),
      probe,
      self: ++this.#selves,
      heartbeatMs: this.#sabotage.heartbeatMs ?? HEARTBEAT_MS,
      retryMs,
    });
    const random = this.#random.fork(`instance ${this.#selves}`);
    const skewMs = (random.unit() - 0.5) * 100;
    const clock = { nowMs: () => this.#clock.nowMs(), epochMs: 1_000_000 + skewMs };
    const cache = new CacheStrategy({
      clock,
      probe,
      random,
      tags,
      l1: new BoundedStore<Entry>({ maxEntries: 100, random }),
      l1TtlMs: this.#sabotage.l1TtlMs ?? L1_TTL_MS,
      l2: store(link.store()),
      defaultTtlMs: TTL_MS,
      names: { l1: "l1", l2: "l2" },
      breaker: { failures: 3, coolDownMs: RETRY_MS },
      retryMs,
    });
    this.#instances[number] = { cache, tags };
    yield* tags.start();
  }

  #busOn(link: ChaosLink): TagBus {
    const { coherence = "pubsub", tracking = same } = this.#sabotage;
    switch (coherence) {
      case "pubsub":
        return link.bus();
      case "tracking":
        return new TrackingBus(tracking(new ChaosTracking(this.#server, link)));
      default:
        return coherence satisfies never;
    }
  }

  *#happen(event: ChaosEvent): Flow<void> {
    const { kind } = event;
    switch (kind) {
      case "read":
        yield* this.#read(event.instance, event.key);
        return;
      case "read-many":
        yield* this.#readMany(event.instance);
        return;
      case "change":
        return yield* this.#change(event);
      case "cut":
      case "lossy":
      case "slow":
      case "hang":
        return yield* this.#trouble(event);
      case "crash":
        this.#judge.troubled(this.#clock.nowMs());
        return this.#server.restart();
      case "skew":
        this.#judge.troubled(this.#clock.nowMs());
        this.#server.skewMs += event.byMs;
        return;
      case "restart":
        return yield* this.#start(event.instance);
      default:
        return kind satisfies never;
    }
  }

  *#trouble(event: Extract<ChaosEvent, { forMs: number }>): Flow<void> {
    const set = (isOn: boolean) => {
      if (event.kind === "hang") this.#server.isPaused = isOn;
      else {
        const link = this.#links[event.instance]!;
        if (event.kind === "cut") link.isCut = isOn;
        else if (event.kind === "slow") link.slowMs = isOn ? 40 : 0;
        else link.lossRatio = isOn ? 0.7 : 0;
      }
    };
    // Lost messages are what an instance must notice by itself, however calm all else is.
    if (event.kind !== "lossy") this.#judge.troubled(this.#clock.nowMs() + event.forMs);
    set(true);
    yield* sleep(event.forMs);
    set(false);
  }

  *#read(number: number, key: number): Flow<number> {
    const { cache } = this.#instances[number]!;
    const askedMs = this.#clock.nowMs();
    const value = yield* cache.getOrSet(`k${key}`, () => this.#load(cache, key), { tags: [`t${key}`] });
    this.#judge.read({ number, key, value, askedMs, nowMs: this.#clock.nowMs() });
    return value;
  }

  *#readMany(number: number): Flow<void> {
    const { cache } = this.#instances[number]!;
    const askedMs = this.#clock.nowMs();
    const load = (cache_: CacheStrategy) =>
      function* (this: void, keys: readonly string[], that: ChaosWorld): Flow<number[]> {
        const values: number[] = [];
        for (const key of keys) values.push(yield* that.#load(cache_, Number(key.slice(1)), 5));
        return values;
      };
    const keys = Array.from({ length: KEYS }, (_, key) => `k${key}`);
    // Each key has a tag of its own, but one call has one set of tags: all of them.
    const tags = Array.from({ length: KEYS }, (_, key) => `t${key}`);
    const values = yield* cache.getMany<number>(keys, (missing) => load(cache)(missing, this), { tags });
    const nowMs = this.#clock.nowMs();
    values.forEach((value, key) => this.#judge.read({ number, key, value: value ?? 0, askedMs, nowMs }));
  }

  /** The factory: sees the database as it is when it begins. */
  *#load(cache: CacheStrategy, key: number, mostMs = FACTORY_MOST_MS): Flow<number> {
    const value = this.#truth[key]!;
    this.#judge.begun(cache, key, this.#clock.nowMs());
    yield* sleep(this.#dice.unit() ** 3 * mostMs);
    this.#judge.ended(cache, key);
    return value;
  }

  *#change({ instance, key, how }: Extract<ChaosEvent, { kind: "change" }>): Flow<void> {
    yield* this.#locks[key]!.acquire();
    const { cache } = this.#instances[instance]!;
    const value = ++this.#truth[key]!;
    const begunMs = this.#clock.nowMs();
    this.#judge.moved(begunMs);
    const isAcknowledged = how === "tag"
      ? yield* cache.invalidate([`t${key}`])
      : how === "delete"
      ? yield* cache.delete(`k${key}`)
      : how === "clear"
      ? yield* cache.clear()
      : yield* cache.set(`k${key}`, value, { tags: [`t${key}`] });
    const nowMs = this.#clock.nowMs();
    this.#judge.moved(nowMs);
    if (isAcknowledged) this.#judge.acknowledged({ key, value, nowMs });
    if (nowMs - begunMs > 6 * DEADLINE_MS) this.#judge.broken(`a change took ${nowMs - begunMs} ms`);
    this.#locks[key]!.release();
  }
}

const same = <T>(value: T): T => value;
