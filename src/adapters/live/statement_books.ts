import postgres from "postgres";
import { shapeOf } from "../../database/sql_words.ts";

/** What PostgreSQL counted of a statement's shape (pg_stat_statements). */
export interface ServerStatement {
  /** As ours: values are `?`. */
  readonly shape: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly maxMs: number;
}

const SETTINGS = { max: 1, onnotice: () => {}, connect_timeout: 2, fetch_types: false } as const;

/** Starts the server's counting anew. @returns false where the server does not count: pg_stat_statements is not loaded. */
export function resetStatementBooks(url: string): Promise<boolean> {
  return asking(url, async (sql) => {
    await sql`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`;
    await sql`SELECT pg_stat_statements_reset()`;
    return true;
  }, false);
}

/** What a database's servers counted, by shape and added up; undefined where one does not count. */
export async function readStatementBooks(urls: readonly string[]): Promise<ServerStatement[] | undefined> {
  const byShape = new Map<string, ServerStatement>();
  for (const url of urls) {
    const counted = await rowsOf(url);
    if (counted === undefined) return undefined;
    for (const { query, calls, total, max } of counted) {
      const shape = shapeOf(query);
      const before = byShape.get(shape);
      byShape.set(shape, {
        shape,
        calls: calls + (before?.calls ?? 0),
        totalMs: total + (before?.totalMs ?? 0),
        maxMs: Math.max(max, before?.maxMs ?? 0),
      });
    }
  }
  return [...byShape.values()];
}

interface Counted {
  readonly query: string;
  readonly calls: number;
  readonly total: number;
  readonly max: number;
}

function rowsOf(url: string): Promise<readonly Counted[] | undefined> {
  return asking<readonly Counted[] | undefined>(url, async (sql) => {
    return await sql<Counted[]>`
      SELECT query, calls::float8 AS calls, total_exec_time AS total, max_exec_time AS max
      FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid WHERE d.datname = current_database()`;
  }, undefined);
}

async function asking<T>(url: string, ask: (sql: postgres.Sql) => Promise<T>, otherwise: T): Promise<T> {
  const sql = postgres(url, SETTINGS);
  try {
    return await ask(sql);
  } catch (error) {
    // Not loaded, not allowed or not there: the figures are then ours alone.
    if (error instanceof postgres.PostgresError) return otherwise;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
