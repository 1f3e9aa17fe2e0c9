import sqlParser from "node-sql-parser/build/sqlite.js";
import { parsePostgresql } from "./statement.ts";
import { StatementReader } from "./statement_reader.ts";

const parser = new sqlParser.Parser();

/**
 * SQLite's dialect (`?`, INSERT OR REPLACE, GLOB), then PostgreSQL's for what both have and the first parser lacks. In a file of
 * its own: only who uses SQLite loads its parser.
 */
export const sqliteStatements = new StatementReader([(sql) => parser.parse(sql), parsePostgresql]);
