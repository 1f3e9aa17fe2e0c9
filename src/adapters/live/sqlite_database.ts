import { DatabaseSync, type StatementSync } from "node:sqlite";
import { immediate } from "../../flow/instructions.ts";
import type { Operation } from "../../flow/operation.ts";
import { productOf, reviewsOf, textOf } from "../../market/catalogue.ts";
import { SHOP_SIZE } from "../../workload/shop_size.ts";
import { SHOP_SCHEMA } from "../../market/shop_sql.ts";
import type { Row, SqlConnection, SqlDatabase, SqlResult, SqlValue } from "../../ports/sql_database.ts";
import { sizeOf } from "./row_size.ts";

/**
 * A SQLite file through node:sqlite, in write-ahead mode. Queries run in this thread: the shop's take well under a
 * millisecond.
 */
export class SqliteDatabase implements SqlDatabase {
  readonly #path: string;

  /** @param path A file; every connection opens it anew. */
  constructor(path: string) {
    this.#path = path;
  }

  connect(): Operation<SqlConnection> {
    return immediate(new SqliteConnection(open(this.#path)));
  }
}

/** Makes the shop's tables with so many products, the same rows in every run. */
export function seedSqlite(path: string, products: number): void {
  const database = open(path);
  try {
    for (const statement of SHOP_SCHEMA) database.exec(statement);
    database.exec("BEGIN");
    const category = database.prepare("INSERT INTO categories VALUES (?, ?)");
    for (let id = 0; id < SHOP_SIZE.categories; id++) category.run(id, `category ${id}`);
    const product = database.prepare("INSERT INTO products VALUES (?, ?, ?, ?, 0, ?)");
    const review = database.prepare("INSERT INTO reviews (product_id, stars) VALUES (?, ?)");
    for (let id = 0; id < products; id++) {
      const { name, categoryId, priceCents, descriptionBytes } = productOf(id);
      product.run(id, name, categoryId, priceCents, textOf(id, descriptionBytes));
      for (let count = 0; count < reviewsOf(id); count++) review.run(id, 1 + (id * 7 + count * 3) % 5);
    }
    database.exec("COMMIT");
    database.exec("PRAGMA optimize");
  } finally {
    database.close();
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000");
  return database;
}

class SqliteConnection implements SqlConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  query(sql: string, params: readonly SqlValue[]): Operation<SqlResult> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, statement = this.#database.prepare(positional(sql)));
    const rows = statement.all(...params) as Row[];
    return immediate({ rows, sizeBytes: sizeOf(rows) });
  }

  close(): void {
    this.#database.close();
  }
}

/** `$1` of PostgreSQL is `?1` in SQLite. */
function positional(sql: string): string {
  return sql.replace(/\$(\d+)/g, "?$1");
}
