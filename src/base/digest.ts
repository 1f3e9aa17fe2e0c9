import { hashString, mix32 } from "./hash.ts";

/**
 * A running hash of a run's decisions: two 32-bit lanes over a stream of integers and texts. Equal streams give equal digests;
 * it detects differences, it does not resist an attacker.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Digest } from "./digest.ts";
 * const digest = new Digest();
 * digest.addNumber(3);
 * digest.addText("hit");
 * assertEquals(digest.hex().length, 16);
 * ```
 */
export class Digest {
  #low = 0x2545f491;
  #high = 0x9e3779b9 | 0;

  /** Adds a number; what a double cannot tell apart at 1e-6 is the same (times in ms are told apart to the nanosecond). */
  addNumber(value: number): void {
    const scaled = Math.round(value * 1e6);
    this.#add(scaled | 0);
    if (scaled > 0x7fffffff || scaled < -0x80000000) this.#add(Math.floor(scaled / 0x100000000) | 0);
  }

  addText(text: string): void {
    this.#add(hashString(text, text.length));
  }

  /** Sixteen hexadecimal digits. */
  hex(): string {
    const part = (lane: number) => (mix32(lane) >>> 0).toString(16).padStart(8, "0");
    return part(this.#high) + part(this.#low);
  }

  #add(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x01000193) + 0x6b43a9b5 | 0;
    this.#high = (Math.imul(((this.#high << 13) | (this.#high >>> 19)) ^ value, 5) + 0x38495ab5) | 0;
  }
}
