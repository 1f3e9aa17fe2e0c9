import type { Flow, Operation } from "../../flow/operation.ts";
import { immediate } from "../../flow/instructions.ts";
import type { DataStrategy, DataStrategyEntry, DataStrategyOptions } from "./data_strategy.ts";

class CacheAside<Value> implements DataStrategy<Value> {
  readonly #options: DataStrategyOptions<Value>;

  constructor(options: DataStrategyOptions<Value>) {
    this.#options = options;
  }

  read(key: string): Operation<Value> {
    const { cache, source, ttlMs } = this.#options;
    return cache.getOrSet(key, () => source.load(key), { ttlMs });
  }

  *write(key: string, value: Value): Flow<void> {
    const { cache, source } = this.#options;
    yield* source.save(key, value);
    yield* cache.delete(key);
  }

  flush(): Operation<void> {
    return immediate(undefined);
  }
}

/** The usual one: the next reader fetches what was written. */
export const cacheAside: DataStrategyEntry = {
  description: "look in L1, then L2, then run the factory and store in both (getOrSet); a write deletes the key",
  create: (options) => new CacheAside(options),
};
