import { assert, assertEquals, assertRejects } from "@std/assert";
import postgres from "postgres";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { startTopology } from "../../src/adapters/live/servers/topology.ts";
import { bookedShape } from "../../src/adapters/live/booked_shape.ts";
import type { ServerStatement } from "../../src/adapters/live/statement_books.ts";
import { type DatabaseBooks, databaseBooks } from "../../src/cli/database_books.ts";
import { databaseSummary } from "../../src/cli/database_summary.ts";
import { type LiveStack, openLiveStack } from "../../src/cli/live_stack.ts";
import { aStaging } from "../../src/designs/registered.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import { redisServer, serverTest } from "../support/servers.ts";

const PRODUCTS = 60;
const CONNECTIONS = aStaging.database.connections;
/** Longer than the pool lets anybody wait, 5 s, by more than a starved machine adds. */
const HOLD_SECONDS = 7;
const HOLD = "SELECT pg_sleep($1) AS held";
/** What the way to the server and back may add to a statement, ms. */
const MOST_ON_THE_WAY_MS = 25;

serverTest(
  "a-staging on servers: pool, query cache and slow queries are what PostgreSQL says",
  { "redis-server": redisServer, postgresql: programPath("pg_ctl") },
  async (test) => {
    const topology = await startTopology();
    const { url } = topology.shards[0]!.primary;
    // A witness of our own: none of tierlab's code reads for it.
    const witness = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: "witness" } });
    const background: unknown[] = [];
    const live = await openLiveStack({
      ...{ name: "a-staging", config: aStaging, products: PRODUCTS, seed: 1, port: 0 },
      ...{ redisUrl: undefined, databaseUrl: url },
      onUnhandled: (error) => background.push(error),
    });
    const database = live.stack.databases[0]!;
    const asked = countAsked(database);
    const books = async (): Promise<DatabaseBooks> =>
      databaseBooks(live.stack.databases, await live.serverStatements());
    const execute = (sql: string, params: readonly number[] = []) =>
      live.world.run(() => database.executeWithStats(sql, params));
    const callsOf = async (sql: string): Promise<number> => {
      const rows = await witness`SELECT query, calls::int AS calls FROM pg_stat_statements`;
      return rows.filter(({ query }) => bookedShape(query) === bookedShape(sql))
        .reduce((sum, { calls }) => sum + Number(calls), 0);
    };
    try {
      await test.step("query cache: what was asked and not executed was a hit", async () => {
        await browse(live);
        let [cached, made] = [0, 0];
        for (const [sql, { byCache, byDatabase }] of asked) {
          assertEquals(await callsOf(sql), byDatabase, sql);
          cached += byCache;
          made += byDatabase;
        }
        const { queryCache, executed, statements } = await books();
        assert(cached > 0 && statements.length >= 4, "product, reviews, categories and the change of a price");
        assertEquals([queryCache.hits, executed], [cached, made]);
        assertEquals(queryCache.asked, queryCache.hits + queryCache.misses);
        // Asked one after another nobody shares a statement with somebody else.
        assertEquals([queryCache.joined, executed], [0, queryCache.misses + queryCache.bypassed]);
      });

      await test.step("those who ask together share one statement, and count as misses", async () => {
        const before = await books();
        const sql = "SELECT count(*) AS n FROM products WHERE price_cents > $1";
        await Promise.all(Array.from({ length: 8 }, () => execute(sql, [1])));
        const { queryCache: { misses, joined }, executed } = await books();
        assertEquals([misses - before.queryCache.misses, joined - before.queryCache.joined], [8, 7]);
        assertEquals([executed - before.executed, await callsOf(sql)], [1, 1]);
      });

      await test.step("pool: as many sessions as it opened, never more busy than they, who waits in vain is told", async () => {
        const before = (await books()).pool;
        assertEquals([before.lent, before.withoutResult], [(await books()).executed, 0]);
        const held = Array.from({ length: CONNECTIONS }, () => execute(HOLD, [HOLD_SECONDS]));
        const inVain = [execute(SHOP_SQL.updatePrice, [1, 1]), execute(SHOP_SQL.updatePrice, [2, 1])];
        const refused = Promise.all(inVain.map((one) => assertRejects(() => one, Error, "within 5000 ms")));
        const activeSessions = async () => {
          const [row] = await witness`SELECT count(*)::int AS n FROM pg_stat_activity
            WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'`;
          return Number(row!["n"]);
        };
        let active = 0;
        for (let look = 0; look < 100 && active < CONNECTIONS; look++) active = await activeSessions();
        await refused;
        const waits = execute(SHOP_SQL.updatePrice, [3, 1]);
        await Promise.all([...held, waits]);
        const { pool } = await books();
        assertEquals([active, pool.mostActive], [CONNECTIONS, CONNECTIONS]);
        assertEquals(pool.refused, 2);
        // Whoever asks for the plan of the slow query may have had to wait, too.
        assert([1, 2].includes(pool.waited - before.waited), `${pool.waited - before.waited} waited`);
        assert(pool.longestWaitMs >= 4999, `${pool.longestWaitMs} ms`);
        assertEquals([pool.opened, pool.serverSessions], [CONNECTIONS, CONNECTIONS]);
        const [sessions] = await witness`SELECT (SELECT sessions::int FROM pg_stat_database
          WHERE datname = current_database()) AS ever, count(*)::int AS now FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND application_name <> 'witness'`;
        assertEquals(sessions!["now"], pool.opened);
        assert(Number(sessions!["ever"]) >= pool.opened, JSON.stringify(sessions));
      });

      await test.step("transactions: one connection each, whatever is done in them", async () => {
        const before = await books();
        await live.world.run(() =>
          database.transaction(function* (transaction) {
            yield* transaction.executeWithStats(SHOP_SQL.updatePrice, [4, 1]);
            yield* transaction.executeWithStats(SHOP_SQL.product, [4]);
          })
        );
        const { pool, transactions, executed } = await books();
        assertEquals([pool.lent - before.pool.lent, executed - before.executed], [1, 2]);
        assertEquals([transactions, await callsOf("BEGIN")], [{ begun: 1, serverBegun: 1 }, 1]);
        assertEquals(pool.withoutResult, 0);
      });

      await test.step("slow queries: those that PostgreSQL itself saw over 100 ms", async () => {
        // A machine that is starved between the server's end and ours says nothing: then once more, as another statement.
        for (let attempt = 1;; attempt++) {
          const slow = `SELECT pg_sleep($1)${", current_date".repeat(attempt)}`;
          const quick = `SELECT ${"current_date, ".repeat(attempt)} pg_sleep($1)`;
          for (const seconds of [0.12, 0.14, 0.16]) await execute(slow, [seconds]);
          for (const seconds of [0.02, 0.04]) await execute(quick, [seconds]);
          const { statements, disagreements, slowMs } = await books();
          assertEquals([disagreements, slowMs], [[], 100]);
          const named = new Set(database.slowQueries().map(({ shape }) => shape));
          for (const { shape, maxMs, serverMaxMs, slowCalls } of statements) {
            assertEquals([named.has(shape), slowCalls > 0], [maxMs > slowMs, maxMs > slowMs], shape);
            if (serverMaxMs! > slowMs) assert(named.has(shape), shape);
          }
          const [slowFigures, quickFigures] = [slow, quick].map((sql) =>
            statements.find(({ shape }) => bookedShape(shape) === bookedShape(sql))!
          );
          assertEquals([slowFigures!.calls, slowFigures!.slowCalls], [3, 3]);
          assert(slowFigures!.serverMinMs! >= 119 && slowFigures!.serverMaxMs! >= 159, JSON.stringify(slowFigures));
          const { meanMs, minMs, maxMs, serverMeanMs, serverMinMs, serverMaxMs } = slowFigures!;
          const added = [meanMs - serverMeanMs!, minMs - serverMinMs!, maxMs - serverMaxMs!];
          assert(added.every((ms) => ms >= 0), `${added} ms`);
          if (added.every((ms) => ms <= MOST_ON_THE_WAY_MS) && quickFigures!.slowCalls === 0) break;
          assert(attempt < 5, `${added} ms on the way, ${JSON.stringify(quickFigures)}`);
        }
      });

      await test.step("what is printed says so, and says where they disagree", async () => {
        const server = (await live.serverStatements())!;
        const printed = (statements: readonly ServerStatement[] | undefined) => {
          const lines = databaseSummary(live.stack.databases, statements);
          assert(lines.every((line) => line.length <= 80), lines.join("\n"));
          return lines.join("\n");
        };
        const agreed = printed(server);
        console.log(agreed);
        // On a machine that stands still for a moment a quick statement is slow on the way, and the line says that instead.
        const found = agreed.match(/ (agree|on the way)$/gm)!;
        assert(!agreed.includes("DISAGREE") && found.length === 4, agreed);
        assert(!printed(undefined).includes("agree"));
        const changed = (sql: string, change: Partial<ServerStatement>) =>
          printed(server.map((one) => one.shape === bookedShape(sql) ? { ...one, ...change } : one));
        assert(changed(HOLD, { maxMs: 50_000 }).includes("DISAGREES  longest time: 50 s"));
        assert(changed(HOLD, { minMs: 1, totalMs: 30, maxMs: 50 }).includes("on the way"));
        const product = await callsOf(SHOP_SQL.product);
        await witness.unsafe(SHOP_SQL.product, [1]);
        const disagreed = printed(await live.serverStatements());
        assert(disagreed.includes("DISAGREES  calls of SELECT id, name"), disagreed);
        assert(/statements executed .*DISAGREE$/m.test(disagreed) && await callsOf(SHOP_SQL.product) === product + 1);
      });
      assertEquals(background, []);
    } finally {
      await live.close();
      await witness.end({ timeout: 1 });
      await topology.stop();
    }
  },
);

interface Asked {
  byCache: number;
  byDatabase: number;
}

/** Counts who answers, by statement, where the application asks. */
function countAsked(database: LiveStack["stack"]["databases"][number]): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  const execute = database.executeWithStats.bind(database);
  database.executeWithStats = function* (sql, params, options) {
    const answer = yield* execute(sql, params, options);
    const counts = asked.get(sql) ?? { byCache: 0, byDatabase: 0 };
    asked.set(sql, counts);
    if (answer.stats.source === "cache") counts.byCache++;
    else counts.byDatabase++;
    return answer;
  };
  return asked;
}

/** Looks at products and changes some prices, one request after another. */
async function browse(live: LiveStack): Promise<void> {
  for (let turn = 0; turn < 120; turn++) {
    const isWrite = turn % 10 === 9;
    const response = await fetch(`${live.url}/api/products/${(turn * 7) % PRODUCTS}`, {
      method: isWrite ? "POST" : "GET",
      ...(isWrite && { body: JSON.stringify({ priceCents: turn }), headers: { "content-type": "application/json" } }),
    });
    await response.arrayBuffer();
    assertEquals(response.status, isWrite ? 204 : 200);
  }
}
