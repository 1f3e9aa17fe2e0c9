import type { Condition } from "./sql_tree.ts";

/**
 * The index that would serve a query's comparisons on a table: what is compared for equality first, then one range, as a B-tree
 * can use them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { indexAdvice } from "./index_advice.ts";
 * const condition = { table: "orders", calledBy: "o", isEquality: true };
 * const conditions = [{ ...condition, column: "total", isEquality: false }, { ...condition, column: "user_id" }];
 * assertEquals(indexAdvice("orders", conditions), "CREATE INDEX orders_by_user_id_total ON orders (user_id, total)");
 * ```
 */
export function indexAdvice(table: string, conditions: readonly Condition[]): string | undefined {
  const own = conditions.filter((condition) => condition.table === table);
  const equal = own.filter(({ isEquality }) => isEquality).map(({ column }) => column);
  const range = own.filter(({ isEquality }) => !isEquality).map(({ column }) => column).slice(0, 1);
  const columns = [...new Set([...equal, ...range])];
  if (columns.length === 0) return undefined;
  return `CREATE INDEX ${quoted([table, "by", ...columns].join("_"))} ON ${quoted(table)} (${
    columns.map(quoted).join(", ")
  })`;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
