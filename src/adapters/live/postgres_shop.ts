import postgres from "postgres";
import { EXIT, Failure } from "../../base/errors.ts";
import { productOf, reviewsOf, textOf } from "../../market/catalogue.ts";
import { SHOP_SCHEMA } from "../../market/shop_sql.ts";
import { SHOP_SIZE } from "../../workload/shop_size.ts";

const SETTINGS = { max: 1, onnotice: () => {}, connect_timeout: 2, idle_timeout: 0, fetch_types: false } as const;

/**
 * Makes the shop's tables, empty ones first, with so many products.
 *
 * @throws Failure `postgres-unreachable` (exit status 4)
 */
export async function seedPostgres(url: string, products: number): Promise<void> {
  const sql = postgres(url, SETTINGS);
  try {
    await sql.unsafe("DROP TABLE IF EXISTS reviews, products, categories");
    for (const statement of SHOP_SCHEMA) await sql.unsafe(statement);
    await sql`INSERT INTO categories ${
      sql(Array.from({ length: SHOP_SIZE.categories }, (_, id) => ({ id, name: `category ${id}` })))
    }`;
    const reviews: { id: number; product_id: number; stars: number }[] = [];
    for (let from = 0; from < products; from += 1000) {
      const ids = Array.from({ length: Math.min(1000, products - from) }, (_, index) => from + index);
      await sql`INSERT INTO products ${sql(ids.map(productRow))}`;
      for (const id of ids) {
        for (let count = 0; count < reviewsOf(id); count++) {
          reviews.push({ id: reviews.length + 1, product_id: id, stars: 1 + (id * 7 + count * 3) % 5 });
        }
      }
    }
    for (let from = 0; from < reviews.length; from += 5000) {
      await sql`INSERT INTO reviews ${sql(reviews.slice(from, from + 5000))}`;
    }
    await sql.unsafe("ANALYZE");
  } catch (error) {
    throw cannotPrepare(url, error);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The failure of who cannot make an application's tables. */
export function cannotPrepare(url: string, error: unknown): Failure {
  const message =
    `Cannot prepare PostgreSQL: a database must answer at ${withoutPassword(url)} and let us make tables: ` +
    `received ${error instanceof Error ? error.message : error}`;
  return new Failure("postgres-unreachable", message, { exitStatus: EXIT.unreachable, cause: error });
}

function productRow(id: number) {
  const { name, categoryId, priceCents, descriptionBytes } = productOf(id);
  const description = textOf(id, descriptionBytes);
  return { id, name, category_id: categoryId, price_cents: priceCents, version: 0, description };
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ":…@");
}
