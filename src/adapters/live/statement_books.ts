import postgres from "postgres";
import { bookedShape } from "./booked_shape.ts";
import { greetingOf } from "./session_greeting.ts";

/** What PostgreSQL counted of a statement's shape (pg_stat_statements). */
export interface ServerStatement {
  /** As `bookedShape` writes it. */
  readonly shape: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

const SETTINGS = { max: 1, onnotice: () => {}, connect_timeout: 2, fetch_types: false } as const;

/** How many sessions of ours a server saw begin, by its own count of their first statement; undefined behind a pooler, whose sessions they are. */
export function sessionsBegun(statements: readonly ServerStatement[]): number | undefined {
  const greeting = bookedShape(greetingOf(0));
  return statements.find(({ shape }) => shape === greeting)?.calls;
}

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
    for (const { query, calls, total, min, max } of counted) {
      const shape = bookedShape(query);
      const before = byShape.get(shape);
      byShape.set(shape, {
        shape,
        calls: calls + (before?.calls ?? 0),
        totalMs: total + (before?.totalMs ?? 0),
        minMs: Math.min(min, before?.minMs ?? Infinity),
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
  readonly min: number;
  readonly max: number;
}

function rowsOf(url: string): Promise<readonly Counted[] | undefined> {
  return asking<readonly Counted[] | undefined>(url, async (sql) => {
    return await sql<Counted[]>`
      SELECT query, calls::float8 AS calls, total_exec_time AS total,
        min_exec_time AS min, max_exec_time AS max
      FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid WHERE d.datname = current_database() AND calls > 0`;
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
