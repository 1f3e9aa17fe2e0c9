/**
 * A first-in-first-out queue of at most so many ids, in one array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Ring } from "./ring.ts";
 * const ring = new Ring(2);
 * ring.push(7);
 * ring.push(8);
 * assertEquals([ring.shift(), ring.length], [7, 1]);
 * ```
 */
export class Ring {
  length = 0;
  readonly #ids: Int32Array;
  readonly #mask: number;
  #oldest = 0;

  constructor(capacity: number) {
    let size = 1;
    while (size < capacity) size *= 2;
    this.#ids = new Int32Array(size);
    this.#mask = size - 1;
  }

  /** There must be room. */
  push(id: number): void {
    this.#ids[(this.#oldest + this.length++) & this.#mask] = id;
  }

  /** Takes the oldest, which must exist. */
  shift(): number {
    const id = this.#ids[this.#oldest]!;
    this.#oldest = (this.#oldest + 1) & this.#mask;
    this.length--;
    return id;
  }
}
