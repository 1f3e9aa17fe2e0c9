import { rethrowHalt } from "../../flow/halt.ts";
import { background, immediate, sleep } from "../../flow/instructions.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import { chain } from "../../flow/chain.ts";
import type { DataStrategy, DataStrategyEntry, DataStrategyOptions } from "./data_strategy.ts";

/** A key is made anew after this share of its time to live. */
const REFRESH_RATIO = 0.8;
/** Reads within that time that make a key worth it. */
const LEAST_READS = 2;

class RefreshAhead<Value> implements DataStrategy<Value> {
  readonly #options: DataStrategyOptions<Value>;
  /** Reads of each watched key since it was last made. */
  readonly #reads = new Map<string, number>();

  constructor(options: DataStrategyOptions<Value>) {
    this.#options = options;
  }

  read(key: string): Operation<Value> {
    const { cache, source, ttlMs } = this.#options;
    const reading = cache.getOrSet(key, () => source.load(key), { ttlMs });
    const reads = this.#reads.get(key);
    this.#reads.set(key, (reads ?? 0) + 1);
    if (reads !== undefined) return reading;
    return chain(background(this.#watch(key), "a refresh ahead"), () => reading);
  }

  *write(key: string, value: Value): Flow<void> {
    const { cache, source } = this.#options;
    yield* source.save(key, value);
    yield* cache.delete(key);
  }

  flush(): Operation<void> {
    return immediate(undefined);
  }

  /** Until nobody reads it any more. A source that fails is asked again at the next turn, or by the next reader. */
  *#watch(key: string): Flow<void> {
    const { cache, source, ttlMs } = this.#options;
    for (;;) {
      yield* sleep(ttlMs * REFRESH_RATIO);
      if ((this.#reads.get(key) ?? 0) < LEAST_READS) break;
      this.#reads.set(key, 0);
      try {
        yield* cache.refresh(key, () => source.load(key), { ttlMs });
      } catch (error) {
        rethrowHalt(error);
        continue;
      }
    }
    this.#reads.delete(key);
  }
}

/** What is read often never expires before its readers' eyes. */
export const refreshAhead: DataStrategyEntry = {
  description:
    "as cache-aside, and what is read often is made anew before it expires, whether or not somebody asks just then",
  create: (options) => new RefreshAhead(options),
};
