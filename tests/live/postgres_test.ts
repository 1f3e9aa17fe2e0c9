import { assert, assertEquals, assertRejects } from "@std/assert";
import postgres from "postgres";
import { PostgresDatabase } from "../../src/adapters/live/postgres_database.ts";
import { seedPostgres } from "../../src/adapters/live/postgres_shop.ts";
import { EXIT, Failure } from "../../src/base/errors.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer } from "../../src/database/optimizer.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import { outside, sleep, spawn } from "../../src/flow/instructions.ts";

import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import type { SqlValue } from "../../src/ports/sql_database.ts";
import { live } from "../support/live_worlds.ts";
import { RecordingProbe } from "../support/recording_probe.ts";
import { freePort, postgresControl, serverTest, startPostgres } from "../support/servers.ts";
import { testShopDatabase } from "./shop_database_contract.ts";

Deno.test("postgres: a server that is not there is one clear failure that keeps the password to itself", async () => {
  const url = `postgres://me:secret@127.0.0.1:${freePort()}/shop`;
  const failure = await assertRejects(() => seedPostgres(url, 1), Failure, "Cannot prepare PostgreSQL");
  assertEquals([failure.code, failure.exitStatus], ["postgres-unreachable", EXIT.unreachable]);
  assert(!failure.message.includes("secret"));
});

serverTest("postgres", { postgresql: postgresControl }, async (test) => {
  const server = await startPostgres();
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  const sessions = async () => {
    const rows =
      await admin`SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
    return rows.map((row) => Number(row["pid"]));
  };
  const settled = async (count: number) => {
    for (let turn = 0; turn < 100 && (await sessions()).length !== count; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals((await sessions()).length, count);
  };
  const database = new PostgresDatabase(server.url);
  try {
    await test.step("the shop's statements on the shop's tables, seeded twice", async () => {
      await seedPostgres(server.url, 50);
      await seedPostgres(server.url, 200);
      await live(() => testShopDatabase(database, 200));
      await settled(0);
    });

    await test.step("the pool keeps its bound with real sessions, and closes them all", () =>
      live(function* (clock) {
        const probe = new RecordingProbe();
        const primary = new ConnectionPool({ database, clock, probe, maxConnections: 3 });
        const optimizer = new DatabaseOptimizer({ clock, probe, primary });
        yield* all(Array.from({ length: 40 }, (_, id) => optimizer.executeWithStats(SHOP_SQL.product, [id])));
        const open = yield* outside("a count of sessions", sessions);
        assert(open.length >= 1 && open.length <= 3, String(open));
        assert(probe.of("query").every((event) => event.rows === 1));
        optimizer.close();
        yield* outside("the end of the sessions", () => settled(0));
      }));

    await test.step("a failing statement, a killed session and a halted caller harm nobody else", () =>
      live(function* (clock) {
        const probe = new RecordingProbe();
        const pool = new ConnectionPool({ database, clock, probe, maxConnections: 1 });
        const ask = (sql: string) =>
          pool.withConnection(function* ({ connection }) {
            return (yield* connection.query(sql, [])).rows;
          });
        const failing = function* (sql: string) {
          try {
            yield* ask(sql);
            return "nothing";
          } catch (error) {
            rethrowHalt(error);
            return (error as Error).message;
          }
        };
        assert((yield* failing("SELECT * FROM nowhere")).includes("nowhere"));
        assertEquals(yield* ask("SELECT 1 AS x"), [{ x: 1 }]);
        const [pid] = yield* outside("the session", sessions);
        yield* outside("a kill", () => admin`SELECT pg_terminate_backend(${pid!})`);
        yield* failing("SELECT 1");
        assertEquals(yield* ask("SELECT 2 AS x"), [{ x: 2 }]);
        const slow = yield* spawn(ask("SELECT pg_sleep(30)"));
        yield* sleep(50);
        yield* slow.halt();
        assertEquals(yield* ask("SELECT 3 AS x"), [{ x: 3 }]);
        const connecting = yield* spawn(database.connect());
        yield* sleep(1);
        yield* connecting.halt();
        pool.close();
        pool.audit();
      }));
    await test.step("a session's calls, which are used again, mix no statements, answers or errors", () =>
      live(function* () {
        const session = yield* database.connect();
        const ask = function* (sql: string, params: readonly SqlValue[] = []) {
          try {
            return (yield* session.query(sql, params)).rows.map((row) => Object.values(row)[0]);
          } catch (error) {
            rethrowHalt(error);
            return (error as Error).message;
          }
        };
        const one = "SELECT $1::integer AS x";
        assertEquals(yield* ask(one, [1]), [1]);
        assertEquals(yield* ask("SELECT 2 AS x; SELECT 3 AS x"), [3]);
        assertEquals(yield* ask("SELECT $1::text || $2::text AS x", ["a", "b"]), ["ab"]);
        // At once: the driver sends the second before the first is answered.
        assertEquals(yield* all([4, 5, 6].map((id) => ask(one, [id]))), [[4], [5], [6]]);
        // What nobody waits for any more is answered all the same, and must not become the next one's answer.
        const halted = yield* spawn(ask("SELECT 7 AS x FROM pg_sleep(0.05)"));
        yield* sleep(5);
        yield* halted.halt();
        assertEquals(yield* all([ask(one, [8]), ask(one, [9])]), [[8], [9]]);
        // The driver makes an outdated plan anew by itself; the error that told it is not the next failure's.
        yield* ask("CREATE TABLE plans (a integer)");
        yield* ask("INSERT INTO plans VALUES (1)");
        const all1 = "SELECT * FROM plans WHERE a / $1::integer = 1";
        assertEquals(yield* ask(all1, [1]), [1]);
        yield* ask("ALTER TABLE plans ADD COLUMN b integer");
        assertEquals(yield* ask(all1, [1]), [1]);
        assertEquals(yield* ask(all1, [0]), "division by zero");
        assertEquals(yield* ask(one, [10]), [10]);
        yield* ask("DROP TABLE plans");
        session.close();
      }));
    await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()`;
    await settled(0);
  } finally {
    await admin.end({ timeout: 1 });
    await server.stop();
  }
});
