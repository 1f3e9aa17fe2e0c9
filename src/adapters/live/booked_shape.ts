import { shapeOf } from "../../database/sql_words.ts";

/**
 * A statement's shape as it is to be compared with a server's. PostgreSQL takes truth values, nulls and a number's sign for part of
 * a value, and neither letters' case nor an alias for a difference: it may count as one what are two shapes to us, never the other
 * way round once this was done to both.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bookedShape } from "./booked_shape.ts";
 * const [ours, server] = ["select a as x from t where b = -1 AND c = TRUE", "SELECT a AS y FROM t WHERE b = $1 AND c = $2"];
 * assertEquals(bookedShape(ours), bookedShape(server));
 * ```
 */
export function bookedShape(sql: string): string {
  return shapeOf(sql).toLowerCase()
    .replace(/\b(?:true|false|null)\b/g, "?")
    .replace(/-\s*\?/g, "?")
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, "(?)")
    .replace(/\s+as\s+(?:"[^"]*"|\w+)/g, "");
}
