/** About what a value weighs in memory: a text's or bytes' own length, anything else's as JSON. */
export function sizeInBytes(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  try {
    return JSON.stringify(value).length;
  } catch {
    // Cycles and the like: taken for small rather than refused.
    return 64;
  }
}
