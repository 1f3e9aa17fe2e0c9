/**
 * The decimal number in `bytes[from … to)`; NaN when the range is empty or holds anything but digits. Exact up to 2^53.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wholeNumber } from "./whole_number.ts";
 * const bytes = new TextEncoder().encode("a42b");
 * assertEquals([wholeNumber(bytes, 1, 3), wholeNumber(bytes, 0, 3)], [42, NaN]);
 * ```
 */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from) return NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}
