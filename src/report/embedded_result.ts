/** A page above this size leaves the raw result out and says so. */
export const MOST_BYTES_WITH_RESULT = 480_000;

/** Packs a text as gzip in base64: page makers are given one, since packing is the outside world's. */
export type Pack = (text: string) => string;

/**
 * The result as an address that a link can offer for download, without a script: JSON, gzip, base64 (RFC 2397). Packed it is a quarter of
 * what it would be as text. Fractions are written to seven digits, more than any of them is worth. The same result gives the same
 * address.
 */
export function embeddedAddress(result: unknown, pack: Pack): string {
  return `data:application/gzip;base64,${pack(JSON.stringify(result, shortened))}`;
}

function shortened(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;
}

/** Size in UTF-8. */
export function sizeBytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
