import type { Flow } from "../flow/operation.ts";
import type { SqlConnection, SqlDialect, SqlValue } from "../ports/sql_database.ts";
import { postgresqlPlan } from "./postgresql_plan.ts";
import { sqlitePlan } from "./sqlite_plan.ts";
import type { Statement } from "./statement.ts";

/** How a database goes about a query. */
export interface QueryPlan {
  /** One step a line, indented, as the server names them. */
  readonly steps: readonly string[];
  /** Tables that are read whole although the query wants few of their rows. */
  readonly wastefulScans: readonly string[];
  /** The statement that would make an index for it; undefined when none is called for. */
  readonly advice: string | undefined;
}

/** A query whose plan is asked for. */
export interface PlannedQuery {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly statement: Statement;
}

/** A whole scan that keeps at most this share of the rows is worth an index; above it PostgreSQL itself often prefers the scan. */
export const SELECTIVE_RATIO = 0.1;
/** A table of fewer rows is read whole as fast as by an index. */
export const SMALLEST_TABLE_ROWS = 1000;

/** Asks the server for the plan, without running the query. */
export function planOf(connection: SqlConnection, dialect: SqlDialect, query: PlannedQuery): Flow<QueryPlan> {
  switch (dialect) {
    case "postgresql":
      return postgresqlPlan(connection, query);
    case "sqlite":
      return sqlitePlan(connection, query);
    default:
      return dialect satisfies never;
  }
}
