/**
 * Cuts a byte stream into lines without copying, except where a line crosses two chunks. Ends at \n; a \r before it is dropped.
 * The last line needs no end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Lines } from "./lines.ts";
 * const seen: string[] = [];
 * const lines = new Lines((bytes, from, to) => seen.push(new TextDecoder().decode(bytes.subarray(from, to))));
 * lines.push(new TextEncoder().encode("one\r\ntw"));
 * lines.push(new TextEncoder().encode("o"));
 * lines.end();
 * assertEquals(seen, ["one", "two"]);
 * ```
 */
export class Lines {
  /** Lines given out so far. */
  count = 0;
  readonly #take: (bytes: Uint8Array, from: number, to: number) => void;
  #carry = new Uint8Array(256);
  #carried = 0;

  /** @param take Is given a line as a range of bytes, valid only during the call; `count` is its number, from 1. */
  constructor(take: (bytes: Uint8Array, from: number, to: number) => void) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      if (this.#carried === 0) this.#give(chunk, from, end);
      else {
        this.#keep(chunk.subarray(from, end));
        this.#giveCarried();
      }
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  end(): void {
    if (this.#carried > 0) this.#giveCarried();
  }

  #giveCarried(): void {
    const length = this.#carried;
    this.#carried = 0;
    this.#give(this.#carry, 0, length);
  }

  #give(bytes: Uint8Array, from: number, end: number): void {
    this.count++;
    this.#take(bytes, from, end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
  }

  /** A line longer than the limit is cut there: it cannot be a sound record, and memory stays bounded. */
  #keep(part: Uint8Array): void {
    const length = Math.min(this.#carried + part.length, LONGEST_LINE_BYTES);
    if (length > this.#carry.length) {
      const wider = new Uint8Array(Math.min(LONGEST_LINE_BYTES, Math.max(length, this.#carry.length * 2)));
      wider.set(this.#carry);
      this.#carry = wider;
    }
    this.#carry.set(part.subarray(0, length - this.#carried), this.#carried);
    this.#carried = length;
  }
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const LONGEST_LINE_BYTES = 1 << 20;
