/**
 * A row of slots that are marked or not, and how many are marked from a slot to the end. Marks are bits; they are counted
 * over 128, 2,048, 32,768 and 524,288 slots, so a change is five writes and a count sums at most three words, then at
 * most fifteen counts a level. The counts are small enough to stay in the processor's nearest caches.
 *
 * Everything is a signed array: what is read from a Uint32Array may not fit the engine's integers and is slow to add.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MarkedSlots } from "./marked_slots.ts";
 * const slots = new MarkedSlots(1000);
 * slots.mark(3);
 * slots.mark(700);
 * assertEquals([slots.from(0), slots.from(4), slots.from(701)], [2, 1, 0]);
 * ```
 */
export class MarkedSlots {
  readonly length: number;
  readonly #bits: Int32Array;
  readonly #by128: Uint8Array;
  readonly #by2048: Uint16Array;
  readonly #by32768: Uint16Array;
  readonly #by524288: Int32Array;

  /** @param atLeast How many slots. */
  constructor(atLeast: number) {
    const top = Math.max(1, Math.ceil(atLeast / 524_288));
    // One word and one count more than needed, so that loops may look one past the end.
    this.length = atLeast < 32_768
      ? Math.max(1, Math.ceil(atLeast / 2048)) * 2048
      : Math.ceil(atLeast / 32_768) * 32_768;
    this.#bits = new Int32Array(top * 16_384 + 4);
    this.#by128 = new Uint8Array(top * 4096 + 16);
    this.#by2048 = new Uint16Array(top * 256 + 16);
    this.#by32768 = new Uint16Array(top * 16 + 16);
    this.#by524288 = new Int32Array(top + 1);
  }

  /** Marks a slot that is not marked. */
  mark(slot: number): void {
    this.#bits[slot >>> 5]! |= 1 << (slot & 31);
    this.#by128[slot >>> 7]! += 1;
    this.#by2048[slot >>> 11]! += 1;
    this.#by32768[slot >>> 15]! += 1;
    this.#by524288[slot >>> 19]! += 1;
  }

  /** Unmarks a slot that is marked. */
  unmark(slot: number): void {
    this.#bits[slot >>> 5]! ^= 1 << (slot & 31);
    this.#by128[slot >>> 7]! -= 1;
    this.#by2048[slot >>> 11]! -= 1;
    this.#by32768[slot >>> 15]! -= 1;
    this.#by524288[slot >>> 19]! -= 1;
  }

  /** How many slots are marked from this one (inclusive) to the end. */
  from(slot: number): number {
    const bits = this.#bits;
    let word = slot >>> 5;
    let sum = ones(bits[word]! >>> (slot & 31));
    for (word++; (word & 3) !== 0; word++) sum += ones(bits[word]!);
    let block = word >>> 2;
    const by128 = this.#by128;
    for (; (block & 15) !== 0; block++) sum += by128[block]!;
    block >>>= 4;
    const by2048 = this.#by2048;
    for (; (block & 15) !== 0; block++) sum += by2048[block]!;
    block >>>= 4;
    const by32768 = this.#by32768;
    for (; (block & 15) !== 0; block++) sum += by32768[block]!;
    block >>>= 4;
    const by524288 = this.#by524288;
    for (; block < by524288.length; block++) sum += by524288[block]!;
    return sum;
  }

  /** Hands out the marked slots in order and unmarks them; `take` may mark slots up to the one it is given. */
  drain(take: (slot: number) => void): void {
    this.#by128.fill(0);
    this.#by2048.fill(0);
    this.#by32768.fill(0);
    this.#by524288.fill(0);
    const bits = this.#bits;
    for (let word = 0; word < bits.length; word++) {
      let left = bits[word]!;
      bits[word] = 0;
      while (left !== 0) {
        const bit = 31 - Math.clz32(left & -left);
        left &= left - 1;
        take(word * 32 + bit);
      }
    }
  }
}

/** How many bits of a 32-bit word are set (Warren, Hacker's Delight, 2002). */
function ones(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
