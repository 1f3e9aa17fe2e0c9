/** Where a part of a file begins and ends, both inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a `Range` header of one range (RFC 9110, section 14.1.2), against a file of `sizeBytes`.
 *
 * @returns the range as written, not yet cut to the file; null when there is no such thing in it.
 */
export function parseByteRange(value: string, sizeBytes: number): ByteRange | null {
  const [, start, end] = /bytes=(\d+)?-(\d+)?$/.exec(value) ?? [];
  if (start !== undefined) return { start: Number(start), end: end === undefined ? sizeBytes - 1 : Number(end) };
  // A lone end counts from the back: `bytes=-100` is the last hundred bytes.
  return end === undefined ? null : { start: sizeBytes - Number(end), end: sizeBytes - 1 };
}
