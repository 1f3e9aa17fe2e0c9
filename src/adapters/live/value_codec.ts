import { Buffer } from "node:buffer";
import { deserialize, serialize } from "node:v8";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** How values become what a shared store holds. */
export interface ValueCodec {
  /** Whether it gives bytes; otherwise text. */
  readonly isBinary: boolean;
  encode(value: unknown): string | Buffer;
  decode(held: string | Buffer): unknown;
}

/** JSON: readable in the store, the fastest; what JSON cannot hold (Map, Date, bytes, undefined) is lost as in `JSON.stringify`. */
const json: ValueCodec = {
  isBinary: false,
  encode: (value) => JSON.stringify(value),
  decode: (held) => JSON.parse(typeof held === "string" ? held : held.toString()),
};

/** The structured clone algorithm's own bytes (node:v8): Map, Set, Date, BigInt, typed arrays and cycles come back. */
const structured: ValueCodec = {
  isBinary: true,
  encode: (value) => serialize(value),
  decode: (held) => deserialize(typeof held === "string" ? Buffer.from(held) : held),
};

export type SerialiserName = "json" | "structured";

const PLAIN = 0;
const PACKED = 1;

/**
 * @param thresholdBytes Larger values are compressed (Brotli, level 4); undefined for never. It is done at once, not in another
 * thread: for values up to some hundred KB.
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { valueCodec } from "./value_codec.ts";
 * const codec = valueCodec("structured", 1024);
 * const value = new Map([["names", Array(1000).fill("product")]]);
 * const held = codec.encode(value);
 * assert(held.length < 200);
 * assertEquals(codec.decode(held), value);
 * ```
 */
export function valueCodec(serialiser: SerialiserName, thresholdBytes?: number): ValueCodec {
  const codec = serialiser === "json" ? json : structured;
  return thresholdBytes === undefined ? codec : compressed(codec, thresholdBytes);
}

function compressed(codec: ValueCodec, thresholdBytes: number): ValueCodec {
  return {
    isBinary: true,
    encode: (value) => {
      const encoded = codec.encode(value);
      const bytes = typeof encoded === "string" ? Buffer.from(encoded) : encoded;
      if (bytes.length <= thresholdBytes) return Buffer.concat([Buffer.of(PLAIN), bytes]);
      const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
      return Buffer.concat([Buffer.of(PACKED), packed]);
    },
    decode: (held) => {
      const bytes = typeof held === "string" ? Buffer.from(held) : held;
      const rest = bytes.subarray(1);
      return codec.decode(bytes[0] === PACKED ? brotliDecompressSync(rest) : rest);
    },
  };
}
