import { DatabaseSync, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { Row, SqlValue } from "../../ports/sql_database.ts";
import { openSqlite } from "./sqlite_file.ts";

/** What the session asks of its worker; answers come in the same order. */
export interface SqliteRequest {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export type SqliteReply =
  | { readonly rows: readonly Row[]; readonly changes: number }
  | { readonly failure: { readonly message: string; readonly code: string } };

const database: DatabaseSync = openSqlite((workerData as { path: string }).path);
const statements = new Map<string, StatementSync>();

parentPort!.on("message", (request: SqliteRequest) => {
  let reply: SqliteReply;
  try {
    reply = run(request);
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    reply = { failure: { message: String(message), code: String(code ?? "ERR_SQLITE_ERROR") } };
  }
  parentPort!.postMessage(reply);
});

function run({ sql, params }: SqliteRequest): SqliteReply {
  let statement = statements.get(sql);
  if (statement === undefined) statements.set(sql, statement = database.prepare(positional(sql)));
  if (statement.columns().length > 0) return { rows: statement.all(...params) as Row[], changes: 0 };
  const { changes } = statement.run(...params);
  return { rows: [], changes: Number(changes) };
}

/** `$1` of PostgreSQL is `?1` in SQLite. */
function positional(sql: string): string {
  return sql.replace(/\$(\d+)/g, "?$1");
}
