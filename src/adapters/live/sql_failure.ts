/** The database's own answer that it did not do a statement: a constraint, a wrong name. The session goes on. */
export class SqlFailure extends Error {
  override readonly name = "SqlFailure";
  /** The server's code: a SQLSTATE of PostgreSQL ("23505"), or SQLite's. */
  readonly code: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
