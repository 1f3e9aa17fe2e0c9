import type { TraceKeys } from "./trace.ts";

/**
 * Gives 64-bit keys dense ids in the order of first appearance: an open-addressing table of ids (linear probing, load at most one
 * half) beside the keys in the order of ids. Popular keys come early in a trace, so their keys lie together and stay cached.
 *
 * Small keys, as block numbers mostly are, are not hashed at all: they index a table of their own.
 *
 * Keys are two 32-bit halves, so ids beyond 2^53 stay exact. `intern` is amortised O(1) and takes 16 to 32 bytes a key.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { IdTable } from "./id_table.ts";
 * const table = new IdTable();
 * assertEquals([table.intern(7, 1), table.intern(7, 2), table.intern(7, 1)], [0, 1, 0]);
 * assertEquals(table.text(1), String(2n ** 33n + 7n));
 * ```
 */
export class IdTable implements TraceKeys {
  size = 0;
  #hashed = 0;
  /** Id + 1; 0 is free. */
  #slots = new Int32Array(1 << 12);
  /** Low and high half by id, as signed numbers, which the engine handles fastest. */
  #keys = new Int32Array(2 << 11);
  /** Id + 1 by key, for keys below `SMALL_KEYS`. Pages that no key falls into cost nothing. */
  readonly #small = new Int32Array(SMALL_KEYS);
  readonly #guesses = new Int32Array(GUESSES);

  /** The id of a key; a new one when it was never seen. Halves may be signed or unsigned. */
  intern(low: number, high: number): number {
    const signedLow = low | 0;
    const signedHigh = high | 0;
    if (signedHigh === 0 && signedLow >>> SMALL_BITS === 0) {
      const known = this.#small[signedLow]!;
      return known > 0 ? known - 1 : this.#addSmall(signedLow);
    }
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    let slot = hash(signedLow, signedHigh) & mask;
    for (;;) {
      const id = slots[slot]! - 1;
      if (id < 0) return this.#add(signedLow, signedHigh, slot);
      if (keys[2 * id] === signedLow && keys[2 * id + 1] === signedHigh) return id;
      slot = (slot + 1) & mask;
    }
  }

  /**
   * Looks up to `GUESSES` keys up at once without deciding anything: loads that wait for memory then overlap, which a loop of
   * `intern` prevents wherever it guesses a branch wrong. `confirm` turns each guess into an id.
   *
   * @param words Records of `stride` words; the key's halves stand at `at` and `at + 1`.
   */
  guess(words: Int32Array, records: { from: number; count: number; stride: number; at: number }): void {
    const slots = this.#slots;
    const guesses = this.#guesses;
    const mask = slots.length - 1;
    let word = records.from * records.stride + records.at;
    for (let record = 0; record < records.count; record++, word += records.stride) {
      const low = words[word]!;
      const high = words[word + 1]!;
      const small = high === 0 && low >>> SMALL_BITS === 0;
      guesses[record] = (small ? this.#small[low]! : slots[hash(low, high) & mask]!) - 1;
    }
  }

  /** The id of a key whose guess was the n-th. */
  confirm(nth: number, low: number, high: number): number {
    const id = this.#guesses[nth]!;
    if (id >= 0 && high === 0 && low >>> SMALL_BITS === 0) return id;
    const keys = this.#keys;
    if (id >= 0 && keys[2 * id] === low && keys[2 * id + 1] === high) return id;
    return this.intern(low, high);
  }

  bits(id: number): bigint {
    if (!(id >= 0 && id < this.size)) {
      throw new RangeError(`Cannot name an id: it must be below ${this.size}: received ${id}`);
    }
    return (BigInt(this.#keys[2 * id + 1]! >>> 0) << 32n) | BigInt(this.#keys[2 * id]! >>> 0);
  }

  text(id: number): string {
    return this.bits(id).toString();
  }

  #addSmall(key: number): number {
    const id = this.#name(key, 0);
    this.#small[key] = id + 1;
    return id;
  }

  #add(low: number, high: number, slot: number): number {
    const id = this.#name(low, high);
    this.#slots[slot] = id + 1;
    if (++this.#hashed * 2 >= this.#slots.length) this.#widen();
    return id;
  }

  #name(low: number, high: number): number {
    const id = this.size++;
    if (2 * id === this.#keys.length) {
      const keys = new Int32Array(this.#keys.length * 2);
      keys.set(this.#keys);
      this.#keys = keys;
    }
    this.#keys[2 * id] = low;
    this.#keys[2 * id + 1] = high;
    return id;
  }

  #widen(): void {
    const length = this.#slots.length * 2;
    if (length > MOST_SLOTS) {
      throw new RangeError(
        `Cannot intern more keys: there must be fewer than ${MOST_SLOTS / 2}: received ${this.size}`,
      );
    }
    const keys = this.#keys;
    const slots = new Int32Array(length);
    for (let id = 0; id < this.size; id++) {
      const low = keys[2 * id]!;
      const high = keys[2 * id + 1]!;
      if (high === 0 && low >>> SMALL_BITS === 0) continue;
      let slot = hash(low, high) & (length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (length - 1);
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** How many keys `guess` takes at once. */
export const GUESSES = 256;

const SMALL_BITS = 22;
const SMALL_KEYS = 1 << SMALL_BITS;

/** Ids must stay below 2^29, so that twice an id is a small integer. */
const MOST_SLOTS = 1 << 30;

function hash(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
