import type { Row, SqlValue } from "../ports/sql_database.ts";

export interface MergeOrder {
  readonly column: string;
  /** @default false */
  readonly isDescending?: boolean;
}

/**
 * Lists of rows that are each in order, as one list in that order, up to a limit. NULL comes last, descending first, as in
 * PostgreSQL; texts are compared by code units, as under its collation "C". O(rows × lists).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeRows } from "./merge_rows.ts";
 * const merged = mergeRows([[{ n: 1 }, { n: 4 }], [{ n: 2 }], []], { orderBy: [{ column: "n" }], limit: 2 });
 * assertEquals(merged, [{ n: 1 }, { n: 2 }]);
 * ```
 */
export function mergeRows(
  lists: readonly (readonly Row[])[],
  options: { readonly orderBy: readonly MergeOrder[]; readonly limit?: number },
): Row[] {
  const { orderBy, limit = Infinity } = options;
  const next = lists.map(() => 0);
  const merged: Row[] = [];
  while (merged.length < limit) {
    let least = -1;
    for (let index = 0; index < lists.length; index++) {
      const row = lists[index]![next[index]!];
      if (row === undefined) continue;
      if (least < 0 || compared(row, lists[least]![next[least]!]!, orderBy) < 0) least = index;
    }
    if (least < 0) break;
    merged.push(lists[least]![next[least]!++]!);
  }
  return merged;
}

function compared(one: Row, other: Row, orderBy: readonly MergeOrder[]): number {
  for (const { column, isDescending } of orderBy) {
    const difference = comparedValues(one[column] ?? null, other[column] ?? null);
    if (difference !== 0) return isDescending ? -difference : difference;
  }
  return 0;
}

function comparedValues(one: SqlValue, other: SqlValue): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
