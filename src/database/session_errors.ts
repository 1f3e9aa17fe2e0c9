/** Thrown when a session ended under a query, or could not be opened: whether a write was done is not known. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly code = "connection-lost";
}

/** Thrown when a statement took longer than it may. */
export class StatementTimeout extends Error {
  override readonly name = "StatementTimeout";
  readonly code = "statement-timeout";
}

/** Thrown for BEGIN, SET and the like outside of a transaction: their effect would stay with the pooled session. */
export class SessionStatementRefused extends Error {
  override readonly name = "SessionStatementRefused";
  readonly code = "session-statement-refused";
}
