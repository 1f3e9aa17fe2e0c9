/**
 * A bounded store in memory: what an L1 is made of. It knows no time; expiry is its owner's business.
 */
export interface Store<Value> {
  /** Entries held. */
  readonly size: number;
  /** The sum of the entries' sizes. */
  readonly bytes: number;
  /** Looks up and counts as a use. */
  get(key: string): Value | undefined;
  /** Looks up without counting as a use. */
  peek(key: string): Value | undefined;
  /** Stores, evicting others to make room; overwriting counts as a use. @returns false when it was not taken in. */
  set(key: string, value: Value, sizeBytes: number): boolean;
  /** @returns whether it was there. */
  delete(key: string): boolean;
  clear(): void;
  /** Checks its own books. @throws RangeError */
  audit(): void;
}

/** Told of what a store gave up to make room (not of deletions). */
export type OnEvict<Value> = (key: string, value: Value) => void;
