import type { Random } from "../base/random.ts";

/**
 * Ranks 0..items-1 with probability proportional to 1 / (rank + 1)^alpha, by an alias table (Walker 1977, Vose 1991): O(items)
 * to build, O(1) a draw.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { Random } from "../base/random.ts";
 * import { Zipf } from "./zipf.ts";
 * const zipf = new Zipf({ items: 100, alpha: 1 });
 * assert(zipf.draw(new Random(1)) < 100);
 * ```
 */
export class Zipf {
  readonly items: number;
  readonly #threshold: Float64Array;
  readonly #alias: Uint32Array;

  /** @param options `items`: 1 to 2^24; `alpha`: 0 (uniform) to 3. */
  constructor(options: { items: number; alpha: number }) {
    const { items, alpha } = options;
    if (!(Number.isInteger(items) && items >= 1 && items <= 1 << 24)) {
      throw new RangeError(
        `Cannot make a Zipf distribution: items must be a whole number from 1 to 2^24: received ${items}`,
      );
    }
    if (!(alpha >= 0 && alpha <= 3)) {
      throw new RangeError(`Cannot make a Zipf distribution: alpha must lie in 0..3: received ${alpha}`);
    }
    this.items = items;
    const weights = Float64Array.from({ length: items }, (_, rank) => (rank + 1) ** -alpha);
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / items;
    this.#threshold = weights.map((weight) => weight / mean);
    this.#alias = new Uint32Array(items);
    const small: number[] = [];
    const large: number[] = [];
    this.#threshold.forEach((share, rank) => (share < 1 ? small : large).push(rank));
    while (small.length > 0 && large.length > 0) {
      const low = small.pop()!;
      const high = large.at(-1)!;
      this.#alias[low] = high;
      this.#threshold[high]! -= 1 - this.#threshold[low]!;
      if (this.#threshold[high]! < 1) small.push(large.pop()!);
    }
    for (const rank of [...small, ...large]) this.#threshold[rank] = 1;
  }

  draw(random: Random): number {
    const column = random.below(this.items);
    return random.unit() < this.#threshold[column]! ? column : this.#alias[column]!;
  }
}
