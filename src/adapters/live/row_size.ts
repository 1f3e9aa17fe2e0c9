import type { Row } from "../../ports/sql_database.ts";

/** As JSON, near enough: texts by their length, other values by their printed form. */
export function sizeOf(rows: readonly Row[]): number {
  let bytes = 0;
  for (const row of rows) {
    for (const name in row) bytes += name.length + 4 + String(row[name]).length;
  }
  return bytes;
}
