import { hashString } from "../base/hash.ts";
import { QueryKeys } from "./query_keys.ts";
import { commonTableNames, conditionsOf, featuresOf, isNode } from "./sql_tree.ts";
import { changesSession, shapeOf, tablesByWords } from "./sql_words.ts";
import type { Statement } from "./statement.ts";

/** What one dialect's parser makes of a text. @throws when it cannot be parsed */
export type SqlParser = (sql: string) => { readonly ast: unknown; readonly tableList: readonly string[] };

/** More texts than any application has; beyond it the memory is started afresh. */
const MOST_REMEMBERED = 5000;

/** Schemas and prefixes of what the server keeps for itself: it changes without any write of ours. */
const SERVERS_OWN = /^(?:pg_|sqlite_)/;
const SERVERS_SCHEMAS = new Set(["pg_catalog", "information_schema", "pragma"]);

/** Reads statements of a dialect, each text once. */
export class StatementReader {
  readonly #parsers: readonly SqlParser[];
  readonly #remembered = new Map<string, Statement>();

  /** @param parsers Tried in turn: the dialect's own first. */
  constructor(parsers: readonly SqlParser[]) {
    this.#parsers = parsers;
  }

  read(sql: string): Statement {
    let statement = this.#remembered.get(sql);
    if (statement === undefined) {
      if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
      this.#remembered.set(sql, statement = statementOf(sql, this.#parse(sql)));
    }
    return statement;
  }

  #parse(sql: string): ReturnType<SqlParser> | undefined {
    for (const parse of this.#parsers) {
      try {
        return parse(sql);
      } catch {
        // Not of this dialect; when it is of none it is never cached.
      }
    }
    return undefined;
  }
}

function statementOf(sql: string, parsed: ReturnType<SqlParser> | undefined): Statement {
  const shape = shapeOf(sql);
  const textId = hex(hashString(sql, 1)) + hex(hashString(sql, 2));
  const common = {
    shape,
    fingerprint: hex(hashString(shape)),
    textId,
    keys: new QueryKeys(textId),
    changesSession: changesSession(sql),
  };
  const unknown = (uncacheable: string): Statement => {
    const tables = tablesByWords(sql);
    const plain = { isAnalytic: false, isVolatile: false, conditions: [] };
    return { kind: "unknown", tables, tagged: { tags: tables }, ...plain, ...common, uncacheable };
  };
  if (parsed === undefined) return unknown("it cannot be parsed");
  const trees: unknown[] = Array.isArray(parsed.ast) ? parsed.ast : [parsed.ast];
  if (trees.length !== 1) return unknown("it has more than one statement");
  const [tree] = trees;
  const isRead = isSelect(tree) && parsed.tableList.every((entry) => entry.startsWith("select::"));
  const named = tablesOf(tree, parsed.tableList);
  const features = featuresOf(tree);
  const tables = isRead || named.tables.length > 0 ? named.tables : tablesByWords(sql);
  const uncacheable = !isRead
    ? "it writes"
    : features.samples
    ? "it reads a random sample"
    : features.unstable !== undefined
    ? `it calls a volatile function`
    : features.locks
    ? "it locks rows"
    : named.isServersOwn
    ? "it reads the server's own tables"
    : undefined;
  return {
    kind: isRead ? "read" : "write",
    tables,
    tagged: { tags: tables },
    isAnalytic: features.isAnalytic,
    isVolatile: features.unstable !== undefined,
    conditions: isRead ? conditionsOf(tree) : [],
    ...common,
    uncacheable,
  };
}

/** SELECT … INTO makes a table: it is no read. */
function isSelect(tree: unknown): boolean {
  if (!isNode(tree) || tree["type"] !== "select") return false;
  const { into } = tree;
  return !(isNode(into) && into["position"] !== null && into["position"] !== undefined);
}

function tablesOf(tree: unknown, tableList: readonly string[]): { tables: string[]; isServersOwn: boolean } {
  const own = commonTableNames(tree);
  const tables = new Set<string>();
  let isServersOwn = false;
  for (const entry of tableList) {
    const [, schema, name] = entry.split("::");
    const table = name!.toLowerCase();
    if (schema === "null" && own.has(table)) continue;
    tables.add(table);
    isServersOwn ||= SERVERS_OWN.test(table) || SERVERS_SCHEMAS.has(schema!.toLowerCase());
  }
  return { tables: [...tables].sort(), isServersOwn };
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, "0");
}
