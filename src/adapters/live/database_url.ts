import { Failure } from "../../base/errors.ts";
import { sqliteStatements } from "../../database/sqlite_statements.ts";
import { readStatement, type Statement } from "../../database/statement.ts";
import type { SqlDatabase } from "../../ports/sql_database.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { SqliteDatabase } from "./sqlite_database.ts";

/** A database that an address names. */
export interface NamedDatabase {
  readonly database: SqlDatabase;
  readonly readStatement: (sql: string) => Statement;
  /** Sessions that make sense: one where each would be a database of its own. */
  readonly mostConnections: number;
}

/**
 * Opens what `sqlite:shop.db`, `sqlite::memory:` or `postgres://…` names.
 *
 * @throws Failure `bad-url`
 */
export function databaseAt(
  url: string,
  options: { readonly statementTimeoutMs?: number; readonly isPooled?: boolean },
): NamedDatabase {
  const [, scheme, rest] = /^(\w+):(.*)$/s.exec(url) ?? [];
  if (scheme === "sqlite" && rest !== "") {
    const path = rest!.replace(/^\/\/(?=\/|[^/])/, "");
    const mostConnections = path === ":memory:" ? 1 : Infinity;
    return {
      database: new SqliteDatabase(path, options),
      readStatement: (sql) => sqliteStatements.read(sql),
      mostConnections,
    };
  }
  if (scheme === "postgres" || scheme === "postgresql") {
    return { database: new PostgresDatabase(url, options), readStatement, mostConnections: Infinity };
  }
  const expected = "the url must be sqlite:FILE, sqlite::memory: or postgres://…";
  throw new Failure("bad-url", `Cannot open a database: ${expected}: received ${url.replace(/:[^:@/]*@/, ":…@")}`);
}
