import { assert, assertEquals, assertRejects } from "@std/assert";
import { createCacheStrategy, createDatabaseOptimizer, type DatabaseOptimizerFace } from "../../src/mod.ts";
import { startTopology } from "../../src/adapters/live/servers/topology.ts";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { Random } from "../../src/base/random.ts";
import { Failure } from "../../src/base/errors.ts";
import { serverTest } from "../support/servers.ts";
import { checkMirror, MIRROR_SCHEMA } from "./mirror_model.ts";

/** What the face promises on any database: `make` gives one on an empty database. */
async function testFace(
  test: Deno.TestContext,
  make: (
    options?: { cache?: false; maxConnections?: number; acquireTimeoutMs?: number; statementTimeoutMs?: number },
  ) => DatabaseOptimizerFace,
  server: { readonly sleepSql: (ms: number) => string; readonly cancellations: number },
): Promise<void> {
  const { sleepSql, cancellations } = server;
  const db = make();
  try {
    for (const sql of MIRROR_SCHEMA) await db.executeWithStats(sql);

    await test.step("reads come from the cache until a write, transactions are seen at their commit only", async () => {
      await db.executeWithStats("INSERT INTO goods VALUES (1, 10)");
      const ask = async () => {
        const { rows, stats } = await db.executeWithStats("SELECT price FROM goods WHERE id = $1", [1]);
        return [rows[0]!["price"], stats.source];
      };
      assertEquals([await ask(), await ask()], [[10, "database"], [10, "cache"]]);
      await db.transaction(async (transaction) => {
        await transaction.executeWithStats("UPDATE goods SET price = 11 WHERE id = 1");
        const { rows, stats } = await transaction.executeWithStats("SELECT price FROM goods WHERE id = $1", [1]);
        assertEquals([rows, stats.source, stats.why], [[{ price: 11 }], "database", "in an open transaction"]);
        assertEquals(await ask(), [10, "cache"]);
      });
      assertEquals([await ask(), await ask()], [[11, "database"], [11, "cache"]]);
      await assertRejects(() =>
        db.transaction(async (transaction) => {
          await transaction.executeWithStats("DELETE FROM goods");
          throw new RangeError("changed my mind");
        }), RangeError);
      assertEquals(await ask(), [11, "cache"]);
      await db.invalidateCache("goods");
      assertEquals(await ask(), [11, "database"]);
      await db.executeWithStats("DELETE FROM goods");
    });

    await test.step("BEGIN, SET and the like are refused outside of a transaction, COMMIT inside", async () => {
      for (const sql of ["BEGIN", "COMMIT", "SET search_path TO x"]) {
        await assertRejects(async () => await db.executeWithStats(sql), Error, "Cannot execute on a pooled connection");
      }
      await assertRejects(
        () => db.transaction((transaction) => transaction.executeWithStats("COMMIT")),
        Error,
        "Cannot execute in a transaction",
      );
    });

    await test.step("a constraint's error is the caller's, and the session goes on", async () => {
      await db.executeWithStats("INSERT INTO goods VALUES (1, 10)");
      const before = db.stats().pools[0]!.lent;
      const error = await assertRejects(async () => await db.executeWithStats("INSERT INTO goods VALUES (1, 12)"));
      assert(/unique|UNIQUE/.test((error as Error).message), String(error));
      assertEquals((await db.executeWithStats("SELECT price FROM goods WHERE id = 1")).rows, [{ price: 10 }]);
      assertEquals([db.stats().pools[0]!.lent - before, db.stats().pools[0]!.active], [2, 0]);
      await db.executeWithStats("DELETE FROM goods");
    });

    await test.step("what takes too long ends, and the next query is served", async () => {
      const hasty = make({ cache: false, statementTimeoutMs: 200, maxConnections: 1 });
      await assertRejects(async () => await hasty.executeWithStats(sleepSql(30_000)), Error, "Cannot execute");
      assertEquals((await hasty.executeWithStats("SELECT 1 AS one")).rows, [{ one: 1 }]);
      await hasty.close();
    });

    await test.step("who finds no connection in time is told so", async () => {
      const narrow = make({ cache: false, maxConnections: 1, acquireTimeoutMs: 30 });
      const end = new AbortController();
      const busy = Promise.resolve(narrow.executeWithStats(sleepSql(20_000), [], { signal: end.signal })).catch(
        () => {},
      );
      await assertRejects(
        async () => await narrow.executeWithStats("SELECT 1"),
        Error,
        "Cannot get a database connection: one must become free within 30 ms",
      );
      end.abort();
      await busy;
      await narrow.close();
    });

    await test.step("no connection is lost in random cancellations", async () => {
      const random = new Random(7);
      const many = make({ cache: false, maxConnections: 3 });
      for (let wave = 0; wave < cancellations / 15; wave++) {
        const queries = Array.from({ length: 15 }, async () => {
          const end = new AbortController();
          const asked = Promise.resolve(
            many.executeWithStats("SELECT price FROM goods WHERE id = $1", [1], { signal: end.signal }),
          );
          if (random.chance(0.5)) {
            for (let turn = random.below(40); turn > 0; turn--) await Promise.resolve();
            if (random.chance(0.5)) await new Promise((resolve) => setTimeout(resolve, random.below(3)));
            end.abort();
          }
          await asked.catch(() => {});
        });
        await Promise.all(queries);
        // On a starved machine a query may have been slow: its plan is asked for on a connection of the pool.
        const pool = () => many.stats().pools[0]!;
        for (let turn = 0; turn < 600 && pool().active > 0; turn++) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        assertEquals([pool().active, pool().waiting], [0, 0]);
      }
      assertEquals((await many.executeWithStats("SELECT 1 AS one")).rows, [{ one: 1 }]);
      await many.close();
    });

    await test.step("the same statement many times in one request is found", async () => {
      const request = {};
      for (let id = 0; id < 12; id++) {
        await db.executeWithStats("SELECT price FROM goods WHERE id = $1", [id], { request });
      }
      const [found] = db.repeatedQueries();
      assertEquals([found!.shape, found!.requests, found!.mostTimes], ["SELECT price FROM goods WHERE id = ?", 1, 12]);
    });
  } finally {
    await db.close();
  }
}

/** A slow query's plan calls for an index; with the index it does not. */
async function testAdvice(db: DatabaseOptimizerFace, series: string): Promise<void> {
  await db.executeWithStats(
    "CREATE TABLE sales (id integer PRIMARY KEY, buyer integer NOT NULL, cents integer NOT NULL)",
  );
  await db.executeWithStats(`INSERT INTO sales SELECT n, n % 2000, n * 7 % 1000 FROM (${series}) AS numbers`);
  await db.executeWithStats("ANALYZE");
  const slowest = () => db.slowQueries().find(({ sql }) => sql.includes("sales s"));
  const planned = async () => {
    for (let turn = 0; turn < 600 && slowest()?.plan === undefined; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return slowest()!.plan!;
  };
  await db.executeWithStats("SELECT s.id FROM sales s WHERE s.cents > $2 AND s.buyer = $1", [7, 1]);
  const plan = await planned();
  assertEquals(plan.wastefulScans, ["sales"], plan.steps.join("\n"));
  assertEquals(plan.advice, "CREATE INDEX sales_by_buyer_cents ON sales (buyer, cents)");
  await db.executeWithStats(plan.advice!);
  await db.executeWithStats("SELECT s.id, s.cents FROM sales s WHERE s.cents > $2 AND s.buyer = $1", [8, 1]);
  const other = () => db.slowQueries().find(({ sql }) => sql.includes("s.id, s.cents"));
  for (let turn = 0; turn < 600 && other()?.plan === undefined; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assertEquals([other()!.plan!.wastefulScans, other()!.plan!.advice], [[], undefined], other()!.plan!.steps.join("\n"));
}

const SQLITE_SERIES = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000) SELECT n FROM r";
const sqliteSleep = (ms: number) =>
  `WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ${
    ms * 100_000
  }) SELECT count(*) AS n FROM r`;

Deno.test("face: SQLite", async (test) => {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-face-" });
  try {
    await testFace(
      test,
      (options) => createDatabaseOptimizer({ url: `sqlite:${folder}/shop.db`, ...options }),
      {
        sleepSql: sqliteSleep,
        // Each one ends a worker, whose successor takes 0.1 s of processor time.
        cancellations: 45,
      },
    );
    await test.step("index advice from the plan", async () => {
      const db = createDatabaseOptimizer({ url: `sqlite:${folder}/advice.db`, ttl: { slowMs: 0 } });
      await testAdvice(db, SQLITE_SERIES);
      await db.close();
    });
    await test.step("100,000 mixed reads and writes are never stale", async () => {
      const db = createDatabaseOptimizer({ url: `sqlite:${folder}/mirror.db`, maxConnections: 3 });
      for (const sql of MIRROR_SCHEMA) await db.executeWithStats(sql);
      const { hits, checked } = await checkMirror(db, { operations: 100_000, seed: 1 });
      assert(hits > 10_000 && checked > 20_000, `${hits} hits, ${checked} checked`);
      await db.close();
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("face: it shares tags and clock with a cache strategy, both ways", async () => {
  const cacheStrategy = createCacheStrategy({});
  const db = createDatabaseOptimizer({ url: "sqlite::memory:", cache: cacheStrategy });
  await db.executeWithStats("CREATE TABLE goods (id integer PRIMARY KEY, price integer)");
  let made = 0;
  const page = async () => await cacheStrategy.getOrSet("page", () => Promise.resolve(++made), { tags: ["goods"] });
  const source = async () => (await db.executeWithStats("SELECT * FROM goods")).stats.source;
  assertEquals([await page(), await page(), await source(), await source()], [1, 1, "database", "cache"]);
  await db.executeWithStats("INSERT INTO goods VALUES (1, 2)");
  assertEquals([await page(), await page(), await source(), await source()], [2, 2, "database", "cache"]);
  await cacheStrategy.invalidateByTag("goods");
  assertEquals([await page(), await source()], [3, "database"]);
  await db.close();
  assertEquals(await page(), 3);
  await cacheStrategy.close();
});

Deno.test("face: a cache of another kind beside it is told of what a write makes stale", async () => {
  const told: unknown[] = [];
  const db = createDatabaseOptimizer({
    url: "sqlite::memory:",
    cache: { invalidateByTag: (tags) => Promise.resolve(told.push(tags)) },
  });
  await db.executeWithStats("CREATE TABLE goods (id integer)");
  await db.executeWithStats("INSERT INTO goods VALUES (1)");
  assertEquals(told, [["goods"], ["goods"]]);
  await db.close();
});

Deno.test("face: an address of another kind is refused, its password kept", () => {
  for (const url of ["mysql://me:secret@host/x", "shop.db", "sqlite:"]) {
    try {
      createDatabaseOptimizer({ url });
    } catch (error) {
      assert(error instanceof Failure && error.code === "bad-url" && !error.message.includes("secret"), url);
      continue;
    }
    throw new RangeError(`accepted ${url}`);
  }
});

serverTest("face: PostgreSQL", { postgresql: programPath("pg_ctl") }, async (test) => {
  const topology = await startTopology();
  const { url } = topology.shards[0]!.primary;
  try {
    await testFace(
      test,
      (options) => createDatabaseOptimizer({ url, ...options }),
      { sleepSql: (ms) => `SELECT pg_sleep(${ms / 1000})`, cancellations: 300 },
    );
    await test.step("index advice from the plan", async () => {
      const db = createDatabaseOptimizer({ url, ttl: { slowMs: 0 } });
      await testAdvice(db, "SELECT n FROM generate_series(1, 20000) AS n");
      await db.close();
    });
    // A tenth of what SQLite is given: a write to PostgreSQL takes milliseconds on CI's two slow cores.
    await test.step("10,000 mixed reads and writes are never stale", async () => {
      const db = createDatabaseOptimizer({ url, maxConnections: 5 });
      for (const table of ["goods", "notes"]) await db.executeWithStats(`DELETE FROM ${table}`);
      const { hits, checked } = await checkMirror(db, { operations: 10_000, seed: 2 });
      assert(hits > 1000 && checked > 2000, `${hits} hits, ${checked} checked`);
      await db.close();
    });
  } finally {
    await topology.stop();
  }
});
