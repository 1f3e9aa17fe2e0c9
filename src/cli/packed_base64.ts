import { gzipSync } from "node:zlib";

/** A text as gzip, in base64. The same text gives the same letters. */
export function packedBase64(text: string): string {
  return gzipSync(text, { level: 9 }).toString("base64");
}
