import type { IdTable } from "./id_table.ts";

/**
 * The dense id of the decimal key in `bytes[from … to)`, exact up to 2^64 - 1; -1 when it is no such number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decimalKey } from "./decimal_key.ts";
 * import { IdTable } from "./id_table.ts";
 * const keys = new IdTable();
 * const bytes = new TextEncoder().encode("18446744073709551615");
 * assertEquals([decimalKey(keys, bytes, 0, 20), keys.text(0)], [0, "18446744073709551615"]);
 * ```
 */
export function decimalKey(keys: IdTable, bytes: Uint8Array, from: number, to: number): number {
  let low = 0;
  let high = 0;
  if (to <= from || to - from > 20) return -1;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    const raised = low * 10 + digit;
    low = raised >>> 0;
    high = high * 10 + Math.floor(raised / 0x100000000);
  }
  return high > 0xffffffff ? -1 : keys.intern(low, high);
}
