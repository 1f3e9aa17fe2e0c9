import { assert, assertEquals } from "@std/assert";
import { createDatabaseOptimizer } from "../../src/mod.ts";
import { startPgBouncer } from "../../src/adapters/live/servers/pgbouncer.ts";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { startTopology } from "../../src/adapters/live/servers/topology.ts";
import { serverTest } from "../support/servers.ts";

serverTest(
  "pgbouncer: many of our sessions share few of the server's, statements and transactions intact",
  { postgresql: programPath("pg_ctl"), pgbouncer: programPath("pgbouncer") },
  async () => {
    const topology = await startTopology();
    const { primary } = topology.shards[0]!;
    try {
      const bouncer = await startPgBouncer({ port: primary.port, poolSize: 3 });
      try {
        const db = createDatabaseOptimizer({ url: bouncer.url, isPooled: true, maxConnections: 20, cache: false });
        await db.executeWithStats("CREATE TABLE counters (id integer PRIMARY KEY, n integer NOT NULL)");
        await db.executeWithStats("INSERT INTO counters SELECT g, 0 FROM generate_series(1, 5) AS g");
        // The same statements on ever changing server sessions: a prepared one would be missing on most of them.
        await Promise.all(Array.from({ length: 200 }, async (_, turn) => {
          const id = 1 + turn % 5;
          const { rows } = await db.executeWithStats("SELECT id FROM counters WHERE id = $1", [id]);
          assertEquals(rows, [{ id }]);
          await db.transaction(async (transaction) => {
            const { rows: [row] } = await transaction.executeWithStats(
              "SELECT n FROM counters WHERE id = $1 FOR UPDATE",
              [id],
            );
            await transaction.executeWithStats("UPDATE counters SET n = $2 WHERE id = $1", [id, Number(row!["n"]) + 1]);
          });
        }));
        const { rows } = await db.executeWithStats("SELECT n FROM counters ORDER BY id");
        assertEquals(rows.map((row) => row["n"]), Array(5).fill(40));
        const direct = createDatabaseOptimizer({ url: primary.url, cache: false, maxConnections: 1 });
        const { rows: [sessions] } = await direct.executeWithStats(
          "SELECT count(*) AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        );
        assert(Number(sessions!["n"]) <= 3, `${sessions!["n"]} server sessions`);
        await direct.close();
        const alone = createDatabaseOptimizer({ url: bouncer.sessionUrl, cache: false, maxConnections: 1 });
        assertEquals((await alone.executeWithStats("SELECT 1 AS one")).rows, [{ one: 1 }]);
        await alone.close();
        await db.close();
      } finally {
        await bouncer.stop();
      }
    } finally {
      await topology.stop();
    }
  },
);
