import { hashString } from "./hash.ts";

/**
 * Seeded random numbers: xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its
 * state filled by SplitMix32. Period 2^128 - 1; not for secrets.
 *
 * Each part of a program forks its own stream by name. A fork depends only on the seed and on the names that lead to it, not
 * on what was drawn before, so adding a part never shifts the numbers of another.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Random } from "./random.ts";
 * const first = new Random(7).fork("arrivals");
 * const parent = new Random(7);
 * parent.unit();
 * assertEquals(parent.fork("arrivals").uint32(), first.uint32());
 * ```
 */
export class Random {
  readonly #lineage: number;
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal = Number.NaN;

  /** @param seed Any finite number; its integer part counts, up to 53 bits. */
  constructor(seed: number) {
    if (!Number.isFinite(seed)) {
      throw new RangeError(`Cannot seed a random stream: the seed must be a finite number: received ${seed}`);
    }
    const whole = Math.trunc(seed);
    this.#lineage = hashString(String(whole), 0x9e3779b9);
    let state = this.#lineage;
    const splitMix32 = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) | 0;
    };
    this.#a = splitMix32();
    this.#b = splitMix32();
    this.#c = splitMix32();
    this.#d = splitMix32() | 1;
  }

  /** A stream with the generator's four words of state set directly, to compare with the published sequence. */
  static fromState(state: readonly [number, number, number, number]): Random {
    const random = new Random(0);
    [random.#a, random.#b, random.#c, random.#d] = state;
    return random;
  }

  /** A stream of its own, decided by this stream's seed and the name alone. */
  fork(name: string): Random {
    return new Random(hashString(name, this.#lineage) >>> 0);
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    const sum = (this.#a + this.#d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + this.#a) | 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** A number in [0, 1) with 53 random bits. */
  unit(): number {
    return ((this.uint32() >>> 5) * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000;
  }

  /** An integer in [0, bound), without bias (Lemire 2019, by rejection). */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 0x100000000 && Number.isInteger(bound))) {
      throw new RangeError(
        `Cannot draw an integer: the bound must be a whole number from 1 to 2^32: received ${bound}`,
      );
    }
    const limit = 0x100000000 - (0x100000000 % bound);
    let drawn = this.uint32();
    while (drawn >= limit) drawn = this.uint32();
    return drawn % bound;
  }

  /** True with the given probability in [0, 1]. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }

  /** Standard normal (Marsaglia's polar method, 1964). */
  normal(): number {
    const spare = this.#spareNormal;
    if (!Number.isNaN(spare)) {
      this.#spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.unit() - 1;
      const v = 2 * this.unit() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spareNormal = v * scale;
      return u * scale;
    }
  }
}
