import { rethrowHalt } from "../../flow/halt.ts";
import type { Flow, Operation } from "../../flow/operation.ts";
import { immediate } from "../../flow/instructions.ts";
import type { DataStrategy, DataStrategyEntry, DataStrategyOptions } from "./data_strategy.ts";

class WriteThrough<Value> implements DataStrategy<Value> {
  readonly #options: DataStrategyOptions<Value>;

  constructor(options: DataStrategyOptions<Value>) {
    this.#options = options;
  }

  read(key: string): Operation<Value> {
    const { cache, source, ttlMs } = this.#options;
    return cache.getOrSet(key, () => source.load(key), { ttlMs });
  }

  /** The source first: what it refuses is in no cache. A cached value may be older than the source's for the time of the second step. */
  *write(key: string, value: Value): Flow<void> {
    const { cache, source, ttlMs } = this.#options;
    try {
      yield* source.save(key, value);
    } catch (error) {
      rethrowHalt(error);
      // It may have been saved all the same: nobody knows, so nothing is kept.
      yield* cache.delete(key);
      throw error;
    }
    yield* cache.set(key, value, { ttlMs });
  }

  flush(): Operation<void> {
    return immediate(undefined);
  }
}

/** The next reader finds what was written. */
export const writeThrough: DataStrategyEntry = {
  description: "a write goes to the source, then into both levels: the next reader hits",
  create: (options) => new WriteThrough(options),
};
