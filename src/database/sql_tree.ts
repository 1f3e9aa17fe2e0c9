import { STABLE_FUNCTIONS } from "./stable_functions.ts";

/** A node of the parser's syntax tree; its shape differs by dialect, so it is looked at by property. */
export type SqlNode = Record<string, unknown>;

export function isNode(value: unknown): value is SqlNode {
  return typeof value === "object" && value !== null;
}

/** What a look at the whole tree finds. */
export interface SqlFeatures {
  /** Aggregates, GROUP BY or window functions. */
  isAnalytic: boolean;
  /** The first function that is not known to be stable, or word that reads the clock. */
  unstable: string | undefined;
  locks: boolean;
  samples: boolean;
}

/** A comparison of a column in WHERE or ON: what an index could serve. */
export interface Condition {
  /** Lower case; undefined when the statement does not say and has more than one table. */
  readonly table: string | undefined;
  /** The name that the statement calls the table by: its alias, otherwise as `table`. */
  readonly calledBy: string | undefined;
  readonly column: string;
  readonly isEquality: boolean;
}

/** Words in a literal that PostgreSQL and SQLite read as the present time. */
const CLOCK_WORDS = new Set(["now", "today", "tomorrow", "yesterday", "localtime"]);
const CLOCK_NAMES = new Set([
  ...[
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
  ],
  ...["user", "current_role", "current_catalog", "current_schema"],
]);

export function featuresOf(tree: unknown): SqlFeatures {
  const features: SqlFeatures = { isAnalytic: false, unstable: undefined, locks: false, samples: false };
  look(tree, features);
  return features;
}

function look(node: unknown, into: SqlFeatures): void {
  if (Array.isArray(node)) {
    for (const part of node) look(part, into);
    return;
  }
  if (!isNode(node)) return;
  const { type } = node;
  if (type === "aggr_func" || type === "window_func" || isNode(node["over"])) into.isAnalytic = true;
  if (isNode(node["groupby"]) && Array.isArray(node["groupby"]["columns"])) into.isAnalytic = true;
  if (type === "function" || type === "aggr_func" || type === "window_func") {
    const name = functionName(node["name"]);
    if (!STABLE_FUNCTIONS.has(name)) into.unstable ??= name;
  }
  if (type === "select" && (node["locking_read"] || node["for_update"])) into.locks = true;
  if (node["tablesample"]) into.samples = true;
  const value = node["value"];
  if (typeof value === "string" && type !== "column_ref") {
    const word = value.toLowerCase();
    if (/string/.test(String(type)) && CLOCK_WORDS.has(word)) into.unstable ??= `'${word}'`;
    if (type === "origin" && CLOCK_NAMES.has(word)) into.unstable ??= word;
  }
  if (type === "column_ref" && node["table"] === null && CLOCK_NAMES.has(columnName(node))) {
    into.unstable ??= columnName(node);
  }
  for (const name in node) look(node[name], into);
}

function functionName(name: unknown): string {
  if (typeof name === "string") return name.toLowerCase();
  const parts = isNode(name) && Array.isArray(name["name"]) ? name["name"] : [];
  const last: unknown = parts.at(-1);
  return isNode(last) ? String(last["value"]).toLowerCase() : "";
}

function columnName(node: SqlNode): string {
  const { column } = node;
  if (typeof column === "string") return column.toLowerCase();
  const expression = isNode(column) ? column["expr"] : undefined;
  return isNode(expression) ? String(expression["value"]).toLowerCase() : "";
}

/** Names that mean a common table, with those that also stand for a real one: in a body before it, or in its own, the name is the table's. */
export function commonTableNames(tree: unknown): ReadonlySet<string> {
  const list = isNode(tree) && Array.isArray(tree["with"]) ? tree["with"] : [];
  const common = new Set<string>();
  const real = new Set<string>();
  for (const entry of list) {
    if (!isNode(entry) || !isNode(entry["name"])) continue;
    collectTables(entry["stmt"], real);
    const name = String(entry["name"]["value"]).toLowerCase();
    if (!real.has(name)) common.add(name);
  }
  return common;
}

function collectTables(node: unknown, into: Set<string>): void {
  if (!isNode(node)) return;
  if ("db" in node && typeof node["table"] === "string") into.add(node["table"].toLowerCase());
  for (const name in node) collectTables(node[name], into);
}

/** The comparisons of the outermost WHERE and of its joins, with aliases resolved. */
export function conditionsOf(tree: unknown): Condition[] {
  if (!isNode(tree)) return [];
  const from = Array.isArray(tree["from"]) ? tree["from"].filter(isNode) : [];
  const tables = new Map<string, string>();
  for (const entry of from) {
    if (typeof entry["table"] !== "string") continue;
    const table = entry["table"].toLowerCase();
    tables.set(table, table);
    if (typeof entry["as"] === "string") tables.set(entry["as"].toLowerCase(), table);
  }
  const only = from.length === 1 ? [...tables.keys()].at(-1) : undefined;
  const found: Condition[] = [];
  collectConditions(tree["where"], (column, isEquality) => {
    const calledBy = typeof column["table"] === "string" ? column["table"].toLowerCase() : only;
    found.push({ table: tables.get(calledBy ?? ""), calledBy, column: columnName(column), isEquality });
  });
  return found;
}

const RANGES = new Set(["<", ">", "<=", ">=", "BETWEEN"]);

function collectConditions(node: unknown, add: (column: SqlNode, isEquality: boolean) => void): void {
  if (!isNode(node) || node["type"] !== "binary_expr") return;
  const { operator, left, right } = node;
  if (operator === "AND") {
    collectConditions(left, add);
    collectConditions(right, add);
    return;
  }
  const isEquality = operator === "=" || operator === "==" || operator === "IN" || operator === "IS";
  if (!isEquality && !RANGES.has(String(operator))) return;
  if (isNode(left) && left["type"] === "column_ref") add(left, isEquality);
  else if (isNode(right) && right["type"] === "column_ref") add(right, isEquality);
}
