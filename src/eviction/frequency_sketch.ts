import { mix32 } from "../base/hash.ts";

/**
 * Estimates how often hashes were counted lately: CountMin with 4-bit counters (Cormode, Muthukrishnan 2005; ageing from Einziger,
 * Friedman, Manes, TinyLFU, 2017). Four counters a hash, all within one 64-byte block as in Caffeine 3.1, so that an operation
 * touches one cache line. After ten counts an entry all counters are halved.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { FrequencySketch } from "./frequency_sketch.ts";
 * const sketch = new FrequencySketch(100);
 * sketch.count(7);
 * sketch.count(7);
 * assertEquals([sketch.estimate(7), sketch.estimate(8)], [2, 0]);
 * ```
 */
export class FrequencySketch {
  /** Eight counters a word, sixteen words a block, four words a row of the block. */
  readonly #words: Int32Array;
  readonly #blockMask: number;
  readonly #sampleSize: number;
  #counted = 0;

  /** @param entries How many entries the cache may hold; the sketch takes 8 to 16 bytes for each. */
  constructor(entries: number) {
    let blocks = 1;
    while (blocks * 8 < entries && blocks < MOST_BLOCKS) blocks *= 2;
    this.#words = new Int32Array(blocks * 16);
    this.#blockMask = blocks - 1;
    this.#sampleSize = 10 * Math.max(entries, 16);
  }

  /** 0 to 15. */
  estimate(hash: number): number {
    const words = this.#words;
    const spread = mix32(hash);
    const block = (spread & this.#blockMask) << 4;
    const choice = Math.imul(spread, 0x9e3779b1) >>> 12;
    const first = (words[block + (choice & 3)]! >>> ((choice >>> 2 & 7) << 2)) & 15;
    const second = (words[block + 4 + (choice >>> 5 & 3)]! >>> ((choice >>> 7 & 7) << 2)) & 15;
    const third = (words[block + 8 + (choice >>> 10 & 3)]! >>> ((choice >>> 12 & 7) << 2)) & 15;
    const fourth = (words[block + 12 + (choice >>> 15 & 3)]! >>> ((choice >>> 17 & 7) << 2)) & 15;
    const low = first < second ? first : second;
    const high = third < fourth ? third : fourth;
    return low < high ? low : high;
  }

  /** Counts a hash once. */
  count(hash: number): void {
    const words = this.#words;
    const spread = mix32(hash);
    const block = (spread & this.#blockMask) << 4;
    const choice = Math.imul(spread, 0x9e3779b1) >>> 12;
    let added = increment(words, block + (choice & 3), (choice >>> 2 & 7) << 2);
    added |= increment(words, block + 4 + (choice >>> 5 & 3), (choice >>> 7 & 7) << 2);
    added |= increment(words, block + 8 + (choice >>> 10 & 3), (choice >>> 12 & 7) << 2);
    added |= increment(words, block + 12 + (choice >>> 15 & 3), (choice >>> 17 & 7) << 2);
    this.#counted += added;
    if (this.#counted >= this.#sampleSize) this.#halve();
  }

  #halve(): void {
    const words = this.#words;
    for (let word = 0; word < words.length; word++) words[word] = (words[word]! >>> 1) & 0x77777777;
    this.#counted >>>= 1;
  }
}

/** Adds one to a counter that is not full. @returns 1 when it did. */
function increment(words: Int32Array, word: number, shift: number): number {
  const value = words[word]!;
  // Without a branch: popular ids fill their counters, and whether one is full cannot be guessed.
  const added = (((value >>> shift) & 15) - 15) >>> 31;
  words[word] = value + (added << shift);
  return added;
}

/** 64 MiB of counters, enough for 8 million entries at full resolution. */
const MOST_BLOCKS = 1 << 20;
