import { LRUCache } from "lru-cache";
import type { OnEvict, Store } from "./store.ts";

/**
 * The npm package lru-cache behind the store contract: the well-known alternative, and the benches' baseline.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LruCacheStore } from "./lru_cache_store.ts";
 * const store = new LruCacheStore<number>({ maxEntries: 1 });
 * store.set("a", 1, 10);
 * store.set("b", 2, 10);
 * assertEquals([store.get("a"), store.get("b"), store.bytes], [undefined, 2, 10]);
 * ```
 */
export class LruCacheStore<Value> implements Store<Value> {
  readonly #cache: LRUCache<string, { readonly value: Value; readonly sizeBytes: number }>;
  #bytes = 0;

  constructor(options: { readonly maxEntries: number; readonly onEvict?: OnEvict<Value> }) {
    this.#cache = new LRUCache({
      max: options.maxEntries,
      dispose: (held, key, reason) => {
        this.#bytes -= held.sizeBytes;
        if (reason === "evict") options.onEvict?.(key, held.value);
      },
    });
  }

  get size(): number {
    return this.#cache.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    return this.#cache.get(key)?.value;
  }

  peek(key: string): Value | undefined {
    return this.#cache.peek(key)?.value;
  }

  set(key: string, value: Value, sizeBytes: number): boolean {
    this.#bytes += sizeBytes;
    this.#cache.set(key, { value, sizeBytes });
    return true;
  }

  delete(key: string): boolean {
    return this.#cache.delete(key);
  }

  clear(): void {
    this.#cache.clear();
  }

  audit(): void {
    let bytes = 0;
    for (const held of this.#cache.values()) bytes += held.sizeBytes;
    if (bytes !== this.#bytes) {
      throw new RangeError(`Cannot trust the store: it must hold ${this.#bytes} bytes: received ${bytes}`);
    }
  }
}
