/** A page above this size leaves the raw result out and says so. */
export const MOST_BYTES_WITH_RESULT = 900_000;

/**
 * The result as the content of a `<script type="application/json">`. With every "<" written as an escape, neither
 * "</script" nor "<!--" can end or nest the element (HTML, section 13.2.5.4, script data states); JSON.parse undoes it.
 */
export function embeddableJson(result: unknown): string {
  return JSON.stringify(result).replaceAll("<", "\\u003c");
}

/** Size in UTF-8. */
export function sizeBytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
