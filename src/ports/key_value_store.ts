import type { Operation } from "../flow/operation.ts";

/**
 * The second level: a shared store with expiry, such as Redis. Every operation may fail; the caller goes on without it.
 */
export interface KeyValueStore {
  /** The value as it was set (a structured clone of it), or undefined. */
  get(key: string): Operation<unknown>;
  /** @param options `ttlMs`: above 0; `sizeBytes`: what the value weighs. */
  set(key: string, value: unknown, options: { readonly ttlMs: number; readonly sizeBytes: number }): Operation<void>;
  delete(key: string): Operation<void>;
  /** Takes out every key of this store's name space. */
  clear(): Operation<void>;
}

/**
 * The versions of tags, shared by all instances. A version only ever grows.
 */
export interface TagBus {
  /** Raises the tags' versions, atomically with telling the others. @returns the new versions, in the tags' order. */
  raise(tags: readonly string[]): Operation<readonly number[]>;
  /** All versions that were ever raised: read once when an instance starts. */
  snapshot(): Operation<readonly (readonly [tag: string, version: number])[]>;
  /** Hears of versions raised by others (and may hear of one's own). @returns what ends it. */
  subscribe(listener: (tag: string, version: number) => void): () => void;
}
