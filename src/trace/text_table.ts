import { mix32 } from "../base/hash.ts";
import type { TraceKeys } from "./trace.ts";

/**
 * Gives byte strings dense ids in the order of first appearance. Keys are compared as bytes: text that is no UTF-8 stays
 * distinct, and only shows U+FFFD when printed. All keys lie in one growing byte array; `intern` is amortised O(length).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TextTable } from "./text_table.ts";
 * const table = new TextTable();
 * const bytes = new TextEncoder().encode("/a/b");
 * assertEquals([table.intern(bytes, 0, 2), table.intern(bytes, 0, 4), table.intern(bytes, 0, 2)], [0, 1, 0]);
 * assertEquals(table.text(1), "/a/b");
 * ```
 */
export class TextTable implements TraceKeys {
  size = 0;
  #arena = new Uint8Array(1 << 16);
  /** Where each key ends in the arena; entry 0 is the start of the first. */
  #ends = new Float64Array(1 << 10);
  /** Two words a slot: hash, id + 1 (0 is free). */
  #slots = new Uint32Array(2 << 12);
  #mask = (1 << 12) - 1;

  /** The id of `bytes[from … to)`. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const slots = this.#slots;
    let slot = hash & this.#mask;
    for (;;) {
      const tag = slots[2 * slot + 1]!;
      if (tag === 0) return this.#add(hash, slot, bytes.subarray(from, to));
      if (slots[2 * slot] === hash && this.#equals(tag - 1, bytes, from, to)) return tag - 1;
      slot = (slot + 1) & this.#mask;
    }
  }

  text(id: number): string {
    return new TextDecoder().decode(this.#bytes(id));
  }

  /** The number itself when the key is one of up to 19 digits, FNV-1a with 64 bits otherwise. */
  bits(id: number): bigint {
    const text = this.text(id);
    if (/^(0|[1-9]\d{0,18})$/.test(text)) return BigInt(text);
    let hash = 0xcbf29ce484222325n;
    for (const byte of this.#bytes(id)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    return hash;
  }

  #bytes(id: number): Uint8Array {
    if (!(id >= 0 && id < this.size)) {
      throw new RangeError(`Cannot name an id: it must be below ${this.size}: received ${id}`);
    }
    return this.#arena.subarray(this.#ends[id]!, this.#ends[id + 1]!);
  }

  #equals(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#ends[id]!;
    if (this.#ends[id + 1]! - start !== to - from) return false;
    for (let index = from; index < to; index++) {
      if (this.#arena[start + index - from] !== bytes[index]) return false;
    }
    return true;
  }

  #add(hash: number, slot: number, key: Uint8Array): number {
    const start = this.#ends[this.size]!;
    if (start + key.length > this.#arena.length) {
      const arena = new Uint8Array(Math.max(this.#arena.length * 2, start + key.length));
      arena.set(this.#arena);
      this.#arena = arena;
    }
    this.#arena.set(key, start);
    if (this.size + 1 === this.#ends.length) {
      const ends = new Float64Array(this.#ends.length * 2);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.size++;
    this.#ends[this.size] = start + key.length;
    this.#slots[2 * slot] = hash;
    this.#slots[2 * slot + 1] = this.size;
    if (this.size * 2 > this.#mask) this.#widen();
    return this.size - 1;
  }

  #widen(): void {
    const old = this.#slots;
    const mask = this.#mask * 2 + 1;
    const slots = new Uint32Array((mask + 1) * 2);
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let slot = old[from]! & mask;
      while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
      slots[2 * slot] = old[from]!;
      slots[2 * slot + 1] = old[from + 1]!;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let index = from; index < to; index++) hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
  return mix32(hash) >>> 0;
}
