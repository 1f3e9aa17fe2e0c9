import type { Operation } from "../../flow/operation.ts";
import type { CacheStrategy } from "../strategy.ts";

/** Where values truly live: a database, a service. */
export interface Source<Value> {
  load(key: string): Operation<Value>;
  save(key: string, value: Value): Operation<void>;
}

/** How a program reads and writes its data through a cache. */
export interface DataStrategy<Value> {
  read(key: string): Operation<Value>;
  write(key: string, value: Value): Operation<void>;
  /** Waits until nothing is left to be done for what was written. */
  flush(): Operation<void>;
}

export interface DataStrategyOptions<Value> {
  readonly cache: CacheStrategy;
  readonly source: Source<Value>;
  /** Time to live of what is read or written, ms. */
  readonly ttlMs: number;
}

/** A strategy of the registry. */
export interface DataStrategyEntry {
  readonly description: string;
  create<Value>(options: DataStrategyOptions<Value>): DataStrategy<Value>;
}
