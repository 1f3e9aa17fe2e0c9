/**
 * Remembers which surrogate keys were purged, so that a purge by key is a number raised and no walk through the store: a stored reply is
 * void when one of its keys was purged after its request was sent. In-flight replies are caught the same way.
 *
 * Memory is bounded: past `limit` keys the register forgets them all and voids everything that was requested before. Each
 * operation is O(1) for a key.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { PurgeRegister } from "./purge_register.ts";
 * const purges = new PurgeRegister();
 * const before = purges.count;
 * purges.purge("product-7");
 * assertEquals([purges.isVoid(before, ["product-7"]), purges.isVoid(purges.count, ["product-7"])], [true, false]);
 * ```
 */
export class PurgeRegister {
  readonly #limit: number;
  readonly #purgedAt = new Map<string, number>();
  #floor = 0;
  #count = 0;

  /** @param limit Keys remembered. @default 65536 */
  constructor(limit = 65_536) {
    this.#limit = limit;
  }

  /** Purges so far. */
  get count(): number {
    return this.#count;
  }

  purge(tag: string): void {
    this.#count++;
    if (this.#purgedAt.size >= this.#limit && !this.#purgedAt.has(tag)) {
      this.#purgedAt.clear();
      this.#floor = this.#count;
    }
    this.#purgedAt.set(tag, this.#count);
  }

  /** @param purgeCount `count` as it was when the reply was requested. */
  isVoid(purgeCount: number, tags: readonly string[]): boolean {
    if (purgeCount < this.#floor) return true;
    if (this.#purgedAt.size === 0) return false;
    for (const tag of tags) {
      if ((this.#purgedAt.get(tag) ?? 0) > purgeCount) return true;
    }
    return false;
  }
}
