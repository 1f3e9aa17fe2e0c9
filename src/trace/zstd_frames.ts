/**
 * Follows the frames of a zstd stream (RFC 8878, section 3) without unpacking them, to tell whether the stream ended where a
 * frame ends: node:zlib's decompressor is silent about a file that was cut.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ZstdFrames } from "./zstd_frames.ts";
 * const frames = new ZstdFrames();
 * frames.push(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x01, 0x00));
 * assertEquals(frames.complete, false);
 * frames.push(Uint8Array.of(0x00));
 * assertEquals(frames.complete, true);
 * ```
 */
export class ZstdFrames {
  #state: "magic" | "descriptor" | "block" | "skippable" = "magic";
  /** Bytes to pass over before the next header. */
  #skip = 0;
  /** The header at hand. */
  readonly #header: number[] = [];
  #checksumBytes = 0;

  /** Whether a stream that ends here ends after a whole frame. */
  get complete(): boolean {
    return this.#state === "magic" && this.#skip === 0 && this.#header.length === 0;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        this.#skip -= passed;
        at += passed;
        continue;
      }
      this.#header.push(chunk[at++]!);
      if (this.#header.length === HEADER_BYTES[this.#state]) this.#take();
    }
  }

  #take(): void {
    const number = this.#header.reduceRight((value, byte) => value * 256 + byte, 0);
    this.#header.length = 0;
    switch (this.#state) {
      case "magic":
        this.#state = number >= 0x184d2a50 && number <= 0x184d2a5f ? "skippable" : "descriptor";
        return;
      case "skippable":
        this.#skip = number;
        this.#state = "magic";
        return;
      case "descriptor": {
        const single = (number >> 5 & 1) === 1;
        const contentSizeBytes = number >> 6 === 0 ? Number(single) : 1 << (number >> 6);
        this.#skip = Number(!single) + [0, 1, 2, 4][number & 3]! + contentSizeBytes;
        this.#checksumBytes = (number >> 2 & 1) * 4;
        this.#state = "block";
        return;
      }
      case "block": {
        const runLength = (number >> 1 & 3) === 1;
        this.#skip = runLength ? 1 : number >> 3;
        if ((number & 1) === 0) return;
        this.#skip += this.#checksumBytes;
        this.#state = "magic";
        return;
      }
      default:
        this.#state satisfies never;
    }
  }
}

const HEADER_BYTES = { magic: 4, descriptor: 1, block: 3, skippable: 4 } as const;
