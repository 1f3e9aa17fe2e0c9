import { ConnectionLost, StatementTimeout } from "../../database/session_errors.ts";
import { SqlFailure } from "./sql_failure.ts";

/** Of sockets and of postgres.js; the rest of what loses a session are SQLSTATEs. */
const LOST = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT", "ECONNREFUSED", "ECONNRESET"],
  ...["EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "ERR_STREAM_DESTROYED", "ENOENT"],
]);
/** Class 08, connection exceptions, the ways in which a server says that it goes down, and that it takes no more connections (PostgreSQL, appendix A). */
const LOST_STATE = /^(?:08...|57P0[1-4]|53300)$/;
const QUERY_CANCELED = "57014";

/** What a failure of postgres.js means. */
export function meaningOf(error: unknown, sql: string): Error {
  const { code, message } = error as { code?: string; message?: string };
  const received = `received ${message ?? String(error)}`;
  if (code === QUERY_CANCELED) {
    return new StatementTimeout(
      `Cannot execute ${sql.slice(0, 80)}: it must not be cancelled by the server: ${received}`,
    );
  }
  if (code !== undefined && (LOST.has(code) || LOST_STATE.test(code))) {
    return new ConnectionLost(`Cannot go on with a PostgreSQL session: the server must answer: ${received}`, {
      cause: error,
    });
  }
  return new SqlFailure(message ?? String(error), code ?? "unknown", error);
}
