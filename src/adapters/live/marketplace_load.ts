import { once } from "node:events";
import { finished } from "node:stream/promises";
import postgres from "postgres";
import { MARKETPLACE_INDEXES, MARKETPLACE_SCHEMA } from "../../market/marketplace_schema.ts";
import { marketplaceRows, type MarketplaceSize } from "../../market/marketplace_rows.ts";
import type { SqlValue } from "../../ports/sql_database.ts";

/** Text handed to the server at once. */
const CHUNK_CHARACTERS = 256_000;

/**
 * Makes the marketplace's tables, empty ones first, and loads them by COPY.
 *
 * @returns rows by table
 */
export async function loadMarketplace(
  url: string,
  size: MarketplaceSize,
  options: { readonly seed: number; readonly holds?: (userId: number) => boolean },
): Promise<Record<string, number>> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5, fetch_types: false });
  const counts: Record<string, number> = {};
  try {
    await sql.unsafe(`DROP TABLE IF EXISTS ${marketplaceRows(size, options).map(({ table }) => table).join(", ")}`);
    for (const statement of MARKETPLACE_SCHEMA) await sql.unsafe(statement);
    for (const { table, columns, rows } of marketplaceRows(size, options)) {
      const copy = await sql.unsafe(`COPY ${table} (${columns.join(", ")}) FROM STDIN`).writable();
      let count = 0;
      let text = "";
      for (const row of rows) {
        text += `${row.map(copied).join("\t")}\n`;
        count++;
        if (text.length < CHUNK_CHARACTERS) continue;
        if (!copy.write(text)) await once(copy, "drain");
        text = "";
      }
      copy.end(text);
      await finished(copy);
      counts[table] = count;
    }
    for (const statement of [...MARKETPLACE_INDEXES, "ANALYZE"]) await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
  return counts;
}

/** A value in COPY's text format. */
function copied(value: SqlValue): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return String(value);
  return value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character]!);
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
