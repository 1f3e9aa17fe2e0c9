import { assert, assertEquals } from "@std/assert";
import { SqliteDatabase } from "../../src/adapters/live/sqlite_database.ts";
import { seedSqlite } from "../../src/adapters/live/sqlite_file.ts";
import { productOf } from "../../src/market/catalogue.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import type { SqlConnection } from "../../src/ports/sql_database.ts";
import { testShopDatabase } from "./shop_database_contract.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { live } from "../support/live_worlds.ts";

async function inFolder(run: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-sqlite-" });
  try {
    await run(`${folder}/shop.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("sqlite: the shop's statements on the shop's tables", async () => {
  await inFolder(async (path) => {
    seedSqlite(path, 200);
    await live(() => testShopDatabase(new SqliteDatabase(path), 200));
  });
});

Deno.test("sqlite: sessions see each other's writes, and a wrong statement fails its caller alone", async () => {
  await inFolder(async (path) => {
    seedSqlite(path, 50);
    await live(function* (): Flow<void> {
      const database = new SqliteDatabase(path);
      const [one, other]: SqlConnection[] = [yield* database.connect(), yield* database.connect()];
      yield* one!.query(SHOP_SQL.updatePrice, [3, 77]);
      assertEquals((yield* other!.query(SHOP_SQL.product, [3])).rows[0]!["price_cents"], 77);
      let message = "";
      try {
        yield* one!.query("SELECT * FROM nowhere", []);
      } catch (error) {
        rethrowHalt(error);
        message = (error as Error).message;
      }
      assert(message.includes("nowhere"));
      assertEquals((yield* one!.query(SHOP_SQL.product, [4])).rows[0]!["price_cents"], productOf(4).priceCents);
      one!.close();
      other!.close();
    });
  });
});
