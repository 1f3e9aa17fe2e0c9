import sqlParser from "node-sql-parser/build/postgresql.js";
import { hashString } from "../base/hash.ts";

/** What a statement's text tells, found once and remembered. */
export interface Statement {
  readonly kind: "read" | "write" | "unknown";
  /** Tables named anywhere in it, without schema, in lower case, sorted: the tags. */
  readonly tables: readonly string[];
  /** Aggregates, GROUP BY or window functions. */
  readonly isAnalytic: boolean;
  /** Reads whose answer may change by itself: volatile functions. */
  readonly isVolatile: boolean;
  /** Short name of the statement's shape, the same whatever the parameters. */
  readonly fingerprint: string;
  /** Names the very text, white space included (it may stand in a literal): 64 bits, for the cache's key. */
  readonly textId: string;
  /** Why it must not be cached; undefined when it may. */
  readonly uncacheable: string | undefined;
}

/** Functions of PostgreSQL and SQLite whose value differs from call to call. */
const VOLATILE = new Set([
  ...["random", "gen_random_uuid", "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"],
  ...["timeofday", "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp", "nextval"],
  ...["currval", "lastval", "setval", "pg_sleep", "txid_current", "changes", "total_changes", "last_insert_rowid"],
  ...["randomblob", "date", "time", "datetime", "julianday", "unixepoch", "strftime"],
  ...[
    "uuid_generate_v1",
    "uuid_generate_v4",
    "set_config",
    "pg_advisory_lock",
    "pg_try_advisory_lock",
    "pg_advisory_unlock",
  ],
]);

/** Words that a statement which writes must have. A locking read's "for update" is none of them. */
const WRITING = /\b(?:insert|delete|merge|truncate|alter|drop|create|copy|replace|into|(?<!for\s+)update)\b/i;
/** A table's name where statements name what they write. */
const NAMED =
  /\b(?:into|update|from|join|table|truncate|copy|only|using)\s+((?:(?:"[^"]+"|\w+)\s*\.\s*)?(?:"[^"]+"|\w+))/gi;

/** More texts than any application has; beyond it the memory is started afresh. */
const MOST_REMEMBERED = 5000;

const parser = new sqlParser.Parser();
const remembered = new Map<string, Statement>();

/**
 * Reads a statement with a real SQL parser (node-sql-parser, PostgreSQL's dialect); remembered by text. What cannot be parsed
 * is "unknown" and never cached.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readStatement } from "./statement.ts";
 * const statement = readStatement("SELECT avg(r.stars) FROM shop.Products p JOIN reviews r ON r.product_id = p.id");
 * assertEquals([statement.kind, statement.tables, statement.isAnalytic], ["read", ["products", "reviews"], true]);
 * ```
 */
export function readStatement(sql: string): Statement {
  let statement = remembered.get(sql);
  if (statement === undefined) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(sql, statement = parse(sql));
  }
  return statement;
}

function parse(sql: string): Statement {
  const fingerprint = hex(hashString(sql.replace(/\s+/g, " ").trim()));
  const textId = hex(hashString(sql, 1)) + hex(hashString(sql, 2));
  const unknown = (uncacheable: string): Statement => {
    const tables = tablesByWords(sql);
    return { kind: "unknown", tables, isAnalytic: false, isVolatile: false, fingerprint, textId, uncacheable };
  };
  let parsed;
  try {
    parsed = parser.parse(sql);
  } catch {
    return unknown("it cannot be parsed");
  }
  const trees: unknown[] = Array.isArray(parsed.ast) ? parsed.ast : [parsed.ast];
  if (trees.length !== 1) return unknown("it has more than one statement");
  const isRead = typeOf(trees[0]) === "select" && !makesTable(trees[0]) &&
    parsed.tableList.every((entry) => entry.startsWith("select::"));
  const own = commonTableNames(trees[0]);
  const tables = parsed.tableList.map((entry) => entry.split("::")).flatMap(([, schema, name]) => {
    const table = name!.toLowerCase();
    return schema === "null" && own.has(table) ? [] : [table];
  });
  const seen = { isAnalytic: false, isVolatile: false, locks: false };
  look(trees[0], seen);
  return {
    kind: isRead ? "read" : "write",
    tables: isRead || tables.length > 0 ? [...new Set(tables)].sort() : tablesByWords(sql),
    isAnalytic: seen.isAnalytic,
    isVolatile: seen.isVolatile,
    textId,
    fingerprint,
    uncacheable: !isRead
      ? "it writes"
      : seen.isVolatile
      ? "it calls a volatile function"
      : seen.locks
      ? "it locks rows"
      : undefined,
  };
}

function typeOf(tree: unknown): unknown {
  return isNode(tree) ? tree["type"] : undefined;
}

/** SELECT … INTO makes a table. */
function makesTable(tree: unknown): boolean {
  const into = isNode(tree) ? tree["into"] : undefined;
  return isNode(into) && into["position"] !== null && into["position"] !== undefined;
}

/**
 * Names that mean a common table wherever they stand. In the bodies before it and in its own, such a name means the real table;
 * a name that is used there is left in.
 */
function commonTableNames(tree: unknown): ReadonlySet<string> {
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
  for (const part of Object.values(node)) collectTables(part, into);
}

/** What a statement that cannot be parsed may write, by its words: one tag too many costs a miss, one too few a stale answer. */
function tablesByWords(sql: string): string[] {
  const text = sql.replace(/'(?:[^']|'')*'/g, "''");
  if (!WRITING.test(text)) return [];
  const names = [...text.matchAll(NAMED)].map((match) => match[1]!.split(".").at(-1)!.trim().replaceAll('"', ""));
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function look(node: unknown, seen: { isAnalytic: boolean; isVolatile: boolean; locks: boolean }): void {
  if (Array.isArray(node)) {
    for (const part of node) look(part, seen);
    return;
  }
  if (!isNode(node)) return;
  if (node["type"] === "aggr_func" || node["type"] === "window_func" || isNode(node["over"])) seen.isAnalytic = true;
  if (isNode(node["groupby"]) && Array.isArray(node["groupby"]["columns"])) seen.isAnalytic = true;
  if (node["type"] === "function" && VOLATILE.has(functionName(node["name"]))) seen.isVolatile = true;
  if (node["type"] === "select" && node["locking_read"]) seen.locks = true;
  for (const part of Object.values(node)) look(part, seen);
}

function functionName(name: unknown): string {
  const parts = isNode(name) && Array.isArray(name["name"]) ? name["name"] : [];
  const last: unknown = parts.at(-1);
  return isNode(last) ? String(last["value"]).toLowerCase() : "";
}
