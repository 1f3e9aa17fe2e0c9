import type { Random } from "../base/random.ts";
import { Zipf } from "./zipf.ts";

/** Which items are asked for, and how fast that changes. */
export interface PopularityOptions {
  readonly items: number;
  readonly alpha: number;
  /** Share of the ranks that change hands in an hour, 0..1. @default 0 */
  readonly churnPerHour?: number;
  readonly random: Random;
}

/**
 * Zipf popularity whose ranks change hands as time goes by: at rate items x churn an hour two ranks swap their items, so the
 * working set shifts without a change of its shape.
 */
export class Popularity {
  readonly #zipf: Zipf;
  readonly #itemOfRank: Uint32Array;
  readonly #random: Random;
  readonly #meanGapMs: number;
  #nextSwapMs: number;

  constructor(options: PopularityOptions) {
    this.#zipf = new Zipf(options);
    this.#random = options.random.fork("popularity");
    this.#itemOfRank = Uint32Array.from({ length: options.items }, (_, item) => item);
    // The most popular items must not be those with the smallest numbers.
    for (let index = options.items - 1; index > 0; index--) this.#swap(index, this.#random.below(index + 1));
    const churn = options.churnPerHour ?? 0;
    this.#meanGapMs = churn > 0 ? 3_600_000 / (churn * options.items) : Infinity;
    this.#nextSwapMs = churn > 0 ? this.#random.exponential(this.#meanGapMs) : Infinity;
  }

  /** An item at the given time; times must not go backwards. */
  draw(atMs: number): number {
    while (this.#nextSwapMs <= atMs) {
      this.#swap(this.#zipf.draw(this.#random), this.#random.below(this.#itemOfRank.length));
      this.#nextSwapMs += this.#random.exponential(this.#meanGapMs);
    }
    return this.#itemOfRank[this.#zipf.draw(this.#random)]!;
  }

  /** A rank, 0 the most popular: for those who map ranks to items themselves. */
  drawRank(): number {
    return this.#zipf.draw(this.#random);
  }

  #swap(one: number, other: number): void {
    const held = this.#itemOfRank[one]!;
    this.#itemOfRank[one] = this.#itemOfRank[other]!;
    this.#itemOfRank[other] = held;
  }
}
