import { rethrowHalt } from "../../flow/halt.ts";
import { background, immediate, park, sleep } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import type { Waiter } from "../../flow/waiter.ts";
import type { DataStrategy, DataStrategyEntry, DataStrategyOptions } from "./data_strategy.ts";

/** Writes wait so long for further ones of the same key. */
const DELAY_MS = 100;
/** Longest pause between attempts at a source that fails. */
const MOST_PAUSE_MS = 10_000;
/** Keys that may wait; beyond, a writer waits. */
const MOST_PENDING = 10_000;

class WriteBehind<Value> implements DataStrategy<Value> {
  readonly #options: DataStrategyOptions<Value>;
  /** The last value of each key that the source does not have yet, oldest first. */
  readonly #pending = new Map<string, { readonly value: Value }>();
  readonly #waiting: Waiter<void>[] = [];
  #isWriting = false;

  constructor(options: DataStrategyOptions<Value>) {
    this.#options = options;
  }

  /** What is not saved yet is read from where it waits: the cache may have given it up. */
  read(key: string): Operation<Value> {
    const { cache, source, ttlMs } = this.#options;
    const pending = this.#pending.get(key);
    if (pending !== undefined) return immediate(pending.value);
    return cache.getOrSet(key, () => source.load(key), { ttlMs });
  }

  *write(key: string, value: Value): Flow<void> {
    while (this.#pending.size >= MOST_PENDING && !this.#pending.has(key)) yield* this.#changed();
    this.#pending.set(key, { value });
    yield* this.#options.cache.set(key, value, { ttlMs: this.#options.ttlMs });
    if (this.#isWriting) return;
    this.#isWriting = true;
    yield* background(this.#drain(), "writes behind");
  }

  *flush(): Flow<void> {
    while (this.#pending.size > 0) yield* this.#changed();
  }

  *#drain(): Flow<void> {
    try {
      yield* sleep(DELAY_MS);
      let pauseMs = DELAY_MS;
      while (this.#pending.size > 0) {
        const [key, pending] = this.#oldest();
        try {
          yield* this.#options.source.save(key, pending.value);
          pauseMs = DELAY_MS;
          // A later value of the same key has come meanwhile: it is next.
          if (this.#pending.get(key) !== pending) continue;
          this.#pending.delete(key);
        } catch (error) {
          rethrowHalt(error);
          yield* sleep(pauseMs);
          pauseMs = Math.min(pauseMs * 2, MOST_PAUSE_MS);
        }
        for (const waiter of this.#waiting.splice(0)) waiter.resume();
      }
    } finally {
      this.#isWriting = false;
    }
  }

  #oldest(): readonly [key: string, pending: { readonly value: Value }] {
    for (const oldest of this.#pending) return oldest;
    throw new RangeError("Cannot write behind: something must be pending: received nothing");
  }

  #changed(): Operation<void> {
    return park<void>("a write behind", (waiter) => void this.#waiting.push(waiter));
  }
}

/** The fastest writes, at a price: what waits is lost when the process dies. */
export const writeBehind: DataStrategyEntry = {
  description:
    "a write goes into both levels at once and to the source later, the last value of a key only; lost in a crash",
  create: (options) => new WriteBehind(options),
};
