import type { Flow } from "../flow/operation.ts";
import type { SqlConnection } from "../ports/sql_database.ts";
import { indexAdvice } from "./index_advice.ts";
import { type PlannedQuery, type QueryPlan, SELECTIVE_RATIO, SMALLEST_TABLE_ROWS } from "./query_plan.ts";
import { isNode, type SqlNode } from "./sql_tree.ts";

/** Rows of a table as the statistics know them: of the last ANALYZE, otherwise counted by the activity collector. */
const TABLE_ROWS = `SELECT coalesce(nullif(c.reltuples, -1), s.n_live_tup, 0)::float8 AS rows
  FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid WHERE c.oid = to_regclass($1)`;

/** PostgreSQL's plan (EXPLAIN, which does not run the query) and what it says about missing indexes. */
export function* postgresqlPlan(connection: SqlConnection, { sql, params, statement }: PlannedQuery): Flow<QueryPlan> {
  const { rows: [row] } = yield* connection.query(`EXPLAIN (FORMAT JSON) ${sql}`, params);
  const steps: string[] = [];
  const scans: SqlNode[] = [];
  walk(rootOf(row?.["QUERY PLAN"]), 0, (node, depth) => {
    steps.push(stepText(node, depth));
    if (node["Node Type"] === "Seq Scan" && typeof node["Filter"] === "string") scans.push(node);
  });
  const wastefulScans: string[] = [];
  let advice: string | undefined;
  for (const scan of scans) {
    const table = String(scan["Relation Name"]);
    const { rows: [size] } = yield* connection.query(TABLE_ROWS, [table]);
    const tableRows = Number(size?.["rows"] ?? 0);
    if (tableRows < SMALLEST_TABLE_ROWS || Number(scan["Plan Rows"]) > SELECTIVE_RATIO * tableRows) continue;
    wastefulScans.push(table);
    const filter = String(scan["Filter"]);
    const filtered = statement.conditions.filter(({ column }) => filter.toLowerCase().includes(column));
    advice ??= indexAdvice(table.toLowerCase(), filtered);
  }
  return { steps, wastefulScans, advice };
}

function rootOf(found: unknown): unknown {
  const plans: unknown = typeof found === "string" ? JSON.parse(found) : found;
  const first: unknown = Array.isArray(plans) ? plans[0] : undefined;
  return isNode(first) ? first["Plan"] : undefined;
}

function walk(node: unknown, depth: number, visit: (node: SqlNode, depth: number) => void): void {
  if (!isNode(node)) return;
  visit(node, depth);
  if (Array.isArray(node["Plans"])) { for (const child of node["Plans"]) walk(child, depth + 1, visit); }
}

function stepText(node: SqlNode, depth: number): string {
  const on = node["Relation Name"] === undefined ? "" : ` on ${node["Relation Name"]}`;
  const by = node["Index Name"] === undefined ? "" : ` by ${node["Index Name"]}`;
  const filter = node["Filter"] === undefined ? "" : `, filter ${node["Filter"]}`;
  return `${"  ".repeat(depth)}${node["Node Type"]}${on}${by}, ${node["Plan Rows"]} rows${filter}`;
}
