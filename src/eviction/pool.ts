import { wider } from "./policy_base.ts";

/**
 * A set of ids in no order from which any index can be drawn: what the sampling policies stand on. All operations are O(1).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Pool } from "./pool.ts";
 * const pool = new Pool();
 * pool.grow(10);
 * pool.add(3);
 * pool.add(5);
 * pool.remove(3);
 * assertEquals([pool.length, pool.ids[0], pool.has(3)], [1, 5, false]);
 * ```
 */
export class Pool {
  length = 0;
  ids = new Int32Array(0);
  /** Index + 1 by id; 0 is "not in". */
  #placeOf = new Int32Array(0);

  grow(ids: number): void {
    this.ids = wider(this.ids, new Int32Array(ids));
    this.#placeOf = wider(this.#placeOf, new Int32Array(ids));
  }

  has(id: number): boolean {
    return this.#placeOf[id]! > 0;
  }

  add(id: number): void {
    this.ids[this.length++] = id;
    this.#placeOf[id] = this.length;
  }

  remove(id: number): void {
    const place = this.#placeOf[id]!;
    const moved = this.ids[--this.length]!;
    this.ids[place - 1] = moved;
    this.#placeOf[moved] = place;
    this.#placeOf[id] = 0;
  }
}
