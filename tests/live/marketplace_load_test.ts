import { assert, assertEquals } from "@std/assert";
import { createDatabaseOptimizer } from "../../src/mod.ts";
import { loadMarketplace } from "../../src/adapters/live/marketplace_load.ts";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { startTopology } from "../../src/adapters/live/servers/topology.ts";
import { marketplaceRows } from "../../src/market/marketplace_rows.ts";
import { serverTest } from "../support/servers.ts";

const SIZE = { products: 500, users: 800 };

Deno.test("marketplace: rows follow from the seed, and shards share the users out between them", () => {
  const rowsOf = (seed: number, shard?: number) =>
    Object.fromEntries(
      marketplaceRows(SIZE, { seed, ...(shard !== undefined && { holds: (userId: number) => userId % 4 === shard }) })
        .map(({ table, rows }) => [table, [...rows]]),
    );
  const whole = rowsOf(1);
  assertEquals(rowsOf(1), whole);
  assert(JSON.stringify(rowsOf(2)["orders"]) !== JSON.stringify(whole["orders"]));
  const shards = [0, 1, 2, 3].map((shard) => rowsOf(1, shard));
  for (const table of ["users", "orders", "carts", "tickets"]) {
    const parts = shards.flatMap((shard) => shard[table]!);
    assertEquals(parts.length, whole[table]!.length, table);
    assert(parts.length > 10, table);
  }
  assertEquals(shards[2]!["products"], whole["products"]);
});

serverTest("marketplace: loaded by COPY, every row as it was made", { postgresql: programPath("pg_ctl") }, async () => {
  const topology = await startTopology();
  try {
    const { url } = topology.shards[0]!.primary;
    const counts = await loadMarketplace(url, SIZE, { seed: 1 });
    const db = createDatabaseOptimizer({ url, cache: false, maxConnections: 2 });
    for (const { table, columns, rows } of marketplaceRows(SIZE, { seed: 1 })) {
      const made = [...rows];
      assertEquals(counts[table], made.length);
      const { rows: [counted] } = await db.executeWithStats(`SELECT count(*) AS n FROM ${table}`);
      assertEquals(counted!["n"], made.length, table);
      const last = made.at(-1)!;
      const keys = table === "carts" ? columns.slice(0, 2) : columns.slice(0, 1);
      const where = keys.map((column, index) => `${column} = $${index + 1}`).join(" AND ");
      const { rows: [found] } = await db.executeWithStats(
        `SELECT * FROM ${table} WHERE ${where}`,
        last.slice(0, keys.length),
      );
      for (const [index, column] of columns.entries()) {
        if (column !== "ordered_at") assertEquals(String(found![column]), String(last[index]), `${table}.${column}`);
      }
    }
    await db.close();
  } finally {
    await topology.stop();
  }
});
