import type { Row } from "../../ports/sql_database.ts";

/** As JSON, near enough: texts by their length, numbers by eight digits, other values by their printed form. */
export function sizeOf(rows: readonly Row[]): number {
  let bytes = 0;
  for (const row of rows) {
    for (const name in row) {
      const value = row[name];
      bytes += name.length + 4;
      bytes += typeof value === "string" ? value.length : typeof value === "number" ? 8 : String(value).length;
    }
  }
  return bytes;
}
