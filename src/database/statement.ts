import sqlParser from "node-sql-parser/build/postgresql.js";
import type { EntryOptions } from "../cache/strategy.ts";
import type { QueryKeys } from "./query_keys.ts";
import type { Condition } from "./sql_tree.ts";
import { type SqlParser, StatementReader } from "./statement_reader.ts";

/** What a statement's text tells, found once and remembered. */
export interface Statement {
  readonly kind: "read" | "write" | "unknown";
  /** Tables named anywhere in it, without schema, in lower case, sorted: the tags. */
  readonly tables: readonly string[];
  /** The tables as the cache wants them. */
  readonly tagged: EntryOptions;
  /** Aggregates, GROUP BY or window functions. */
  readonly isAnalytic: boolean;
  /** Reads whose answer may change by itself: a function that is not known to be stable, or the clock. */
  readonly isVolatile: boolean;
  /** What its outermost WHERE compares. */
  readonly conditions: readonly Condition[];
  /** Its text without values, comments and superfluous white space. */
  readonly shape: string;
  /** Short name of the shape. */
  readonly fingerprint: string;
  /** Names the very text, white space included (it may stand in a literal): 64 bits, for the cache's key. */
  readonly textId: string;
  readonly keys: QueryKeys;
  /** BEGIN, SET, LISTEN and the like: not for a connection that others get next. */
  readonly changesSession: boolean;
  /** Why it must not be cached; undefined when it may. */
  readonly uncacheable: string | undefined;
}

const parser = new sqlParser.Parser();

/** The parser of PostgreSQL's dialect; it reads most of what SQLite takes as well. */
export const parsePostgresql: SqlParser = (sql) => parser.parse(sql);

const statements = new StatementReader([parsePostgresql]);

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
  return statements.read(sql);
}
