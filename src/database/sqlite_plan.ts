import type { Flow } from "../flow/operation.ts";
import type { SqlConnection } from "../ports/sql_database.ts";
import { indexAdvice } from "./index_advice.ts";
import { type PlannedQuery, type QueryPlan, SELECTIVE_RATIO, SMALLEST_TABLE_ROWS } from "./query_plan.ts";
import type { Condition } from "./sql_tree.ts";

/** SQLite's plan (EXPLAIN QUERY PLAN) and what it says about missing indexes. */
export function* sqlitePlan(connection: SqlConnection, { sql, params, statement }: PlannedQuery): Flow<QueryPlan> {
  const { rows } = yield* connection.query(`EXPLAIN QUERY PLAN ${sql}`, params);
  const depths = new Map<unknown, number>();
  const steps = rows.map((row) => {
    const depth = (depths.get(row["parent"]) ?? -1) + 1;
    depths.set(row["id"], depth);
    return `${"  ".repeat(depth)}${row["detail"]}`;
  });
  const scanned = new Set(
    rows.flatMap((row) => /^SCAN (?:TABLE )?(\S+)(?! USING)/.exec(String(row["detail"]))?.[1] ?? []),
  );
  const wastefulScans: string[] = [];
  let advice: string | undefined;
  for (const name of scanned) {
    const conditions = statement.conditions.filter(({ calledBy }) => calledBy === name.toLowerCase());
    const table = conditions[0]?.table;
    if (table === undefined || !(yield* isSelective(connection, table, conditions))) continue;
    wastefulScans.push(table);
    advice ??= indexAdvice(table, conditions);
  }
  return { steps, wastefulScans, advice };
}

/** SQLite keeps no counts before ANALYZE: they are counted, in the worker that the plan is asked in. */
function* isSelective(connection: SqlConnection, table: string, conditions: readonly Condition[]): Flow<boolean> {
  const columns = conditions.filter(({ isEquality }) => isEquality).map(({ column }) => column);
  if (columns.length === 0) return false;
  const distinct = columns.map((column, index) => `count(DISTINCT "${column}") AS d${index}`).join(", ");
  const { rows: [counts] } = yield* connection.query(`SELECT count(*) AS n, ${distinct} FROM "${table}"`, []);
  if (Number(counts?.["n"]) < SMALLEST_TABLE_ROWS) return false;
  const share = columns.reduce((ratio, _, index) => ratio / Math.max(1, Number(counts?.[`d${index}`])), 1);
  return share <= SELECTIVE_RATIO;
}
