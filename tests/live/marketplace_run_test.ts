import { assert, assertEquals } from "@std/assert";
import postgres from "postgres";
import { marketplace } from "../../scenarios/registered.ts";
import { ChannelSubscriptions } from "../../src/adapters/live/channel_subscriptions.ts";
import { liveServers } from "../../src/adapters/live/live_servers.ts";
import { programPath } from "../../src/adapters/live/servers/server_programs.ts";
import { embedded } from "../../src/adapters/sim/calibration.ts";
import { Failure } from "../../src/base/errors.ts";
import { databaseBooks } from "../../src/cli/database_books.ts";
import { USUAL_LOAD } from "../../src/cli/live_load_options.ts";
import { neededServers, openLiveStack } from "../../src/cli/live_stack.ts";
import { sendLoad } from "../../src/cli/sent_load.ts";
import { bMarketplace } from "../../src/designs/registered.ts";
import { ofOwnFramework } from "../../src/runner/own_framework.ts";
import { Recorder } from "../../src/runner/recorder.ts";
import { mergedOf, summaryOf } from "../../src/runner/summaries.ts";
import { simulateRun } from "../../src/runner/simulated_run.ts";
import { type Action, ACTIONS } from "../../src/workload/schedule.ts";
import { shortSchedule } from "../support/runs.ts";
import { redisServer, serverTest } from "../support/servers.ts";

const NEEDED = {
  "redis-server": redisServer,
  postgresql: programPath("pg_ctl"),
  pgbouncer: programPath("pgbouncer"),
};
const windowMs = 1000;
const schedule = shortSchedule(marketplace, { rateRps: 80, durationMs: 10_000 });
/**
 * How far a tier's hits may lie from the simulation's, as a share of its look-ups, on a machine that is used by others too. Before Redis
 * and the query caches stands a balancer whose choice depends on who is done first, and the first queries open their connections: who
 * asks for the same some ms later misses too. Of 216 look-ups 39 hit when a query takes 0.06 ms, 35 at 3 ms, 18 at 10 ms (simulated).
 */
const TOLERANCE = { "service-worker": 0.03, cdn: 0.03, l2: 0.16, "query-cache": 0.12 };

serverTest(
  "b-marketplace, live: clients, four points of presence, two servers, Redis Cluster, four shards",
  NEEDED,
  async (test) => {
    const background: unknown[] = [];
    const servers = await liveServers({ ...neededServers(bMarketplace), redisUrl: undefined, databaseUrl: undefined });
    const live = await patiently(() =>
      openLiveStack({
        ...{
          name: "b-marketplace",
          config: bMarketplace,
          products: schedule.products,
          users: 12_000,
          seed: 1,
          port: 0,
        },
        ...{ redisUrl: servers.redisUrl, databaseUrl: undefined, shards: servers.shards },
        onUnhandled: (error) => background.push(error),
      })
    ).catch(async (error) => {
      await servers.stop();
      throw error;
    });
    const send = async (signal: AbortSignal) => {
      let recorder: Recorder | undefined;
      const sent = await sendLoad(live, {
        ...{ config: bMarketplace, schedule, seed: 1, settings: USUAL_LOAD, windowMs, signal },
        onBegin: (startMs) => live.listen((clock) => recorder = new Recorder({ clock, windowMs }), startMs),
        onProgress: () => {},
      });
      return { ...sent, record: sent.recordOf(recorder!.finish()) };
    };
    try {
      const writes = { live: 0, simulated: 0 };
      await test.step("who answers each request is what the simulation says, tier by tier", async () => {
        const { record, load, interrupted } = await send(new AbortController().signal);
        const calibration = ofOwnFramework(embedded, bMarketplace);
        const twin = simulateRun({ config: bMarketplace, schedule, seed: 1, calibration, windowMs });
        writes.live = record.queries.writes;
        writes.simulated = twin.queries.writes;
        assertEquals([interrupted, record.requests, load.replies], [false, schedule.count, schedule.count]);
        assertEquals(record.errors, record.byServer["offline"] ?? 0, "only who has no network sees an error");
        assertEquals(record.byServer["offline"], twin.byServer["offline"]);
        for (const [tier, tolerance] of Object.entries(TOLERANCE)) {
          const [mine, its] = [record.tiers[tier]!, twin.tiers[tier]!];
          const figures = `${tier}: ${mine.hits} of ${mine.requests}, simulated ${its.hits} of ${its.requests}`;
          console.log(`    ${figures}`);
          assert(mine.requests > 50 && mine.hits > 0, figures);
          // Starved of its processor, Redis misses its deadline and is gone around.
          const isStarved = record.degraded["l2"] !== undefined && (tier === "l2" || tier === "query-cache");
          assert(isStarved || Math.abs(mine.hits / mine.requests - its.hits / its.requests) <= tolerance, figures);
        }
        const { compression = 0, "entity-tags": tags = 0, "service-worker": workers = 0 } = record.degraded;
        assertEquals([compression, tags, workers], [0, 0, 0]);
        // The distances are there: without them everybody is answered within some ms.
        const [meanMs, twinMs] = [record, twin].map(({ latency }) => summaryOf(mergedOf([latency])).mean);
        assert(meanMs! >= twinMs! * 0.9, `mean ${meanMs} ms, simulated ${twinMs} ms`);
        const steps = Object.keys(record.steps);
        for (
          const step of ["dns", "tcp", "tls", "round-trip", "edge", "edge-to-origin", "redis", "query", "download"]
        ) {
          assert(steps.includes(step), step);
        }
        assert(!steps.includes("routing"), "no framework is live");
      });

      await test.step("writes that were acknowledged stand in PostgreSQL, on their shard and its replica", async () => {
        const asked = (action: Action) => schedule.action.filter((one) => ACTIONS[one] === action).length;
        const expected = { stock: asked("change-stock"), prices: asked("update-product") };
        assertEquals(await written(servers.shards.map(({ primary }) => primary)), expected);
        assertEquals(await written(servers.shards.map(({ replicas }) => replicas[0]!)), expected);
        assert(expected.stock > 3 && expected.prices > 0, JSON.stringify(expected));
        assertEquals(writes.live, writes.simulated);
      });

      await test.step("a page that one region asked for comes to the next from Redis, whole and compressed", async () => {
        const pages = [];
        for (const region of ["usa", "europe", "europe"] as const) {
          const response = await fetch(`${live.edges.get(region)}/products/12345`, { headers: { "x-client": "1" } });
          assertEquals(response.status, 200);
          pages.push({ by: response.headers.get("cache-status"), text: await response.text() });
        }
        assertEquals(pages.map(({ by }) => by), ["database; fwd=miss", "l2; hit", "cdn; hit"]);
        assert(pages[0]!.text.includes('"id":12345'), "the product itself");
        assertEquals(new Set(pages.map(({ text }) => text)).size, 1);
      });

      await test.step("a sale is told to who looks at the product, over a WebSocket", async () => {
        const heard: number[] = [];
        const channel = new ChannelSubscriptions({ url: live.cableUrl!, onLost: () => heard.push(NaN) });
        const leave = channel.subscribe("inventory:7", (tookMs) => heard.push(tookMs!));
        for (let turn = 0; turn < 100 && heard.length === 0; turn++) {
          const body = JSON.stringify({ delta: 1 });
          const headers = { "content-type": "application/json", "x-client": String(turn) };
          const { status } = await fetch(`${live.edges.get("asia")}/api/stock/7`, { method: "POST", body, headers });
          assertEquals(status, 204);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        assert(heard.length > 0 && heard.every((tookMs) => tookMs >= 0), heard.join());
        leave();
      });

      await test.step("instances that share their poolers' sessions are counted once, and PostgreSQL's books agree", async () => {
        const books = databaseBooks(live.stack.databases, await live.serverStatements());
        assertEquals(books.disagreements, []);
        const { executed, pool: { lent } } = books;
        // Counted for each instance it would be twice as many; a session may be lent for a statement that is under way or given up.
        assert(lent >= executed && lent < 1.1 * executed, `${lent} lent for ${executed} statements`);
        assertEquals(books.pool.serverSessions, undefined);
      });

      await test.step("a load that is interrupted ends soon, and tells what it has", async () => {
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), 1500);
        const { load, interrupted } = await send(abort.signal);
        clearTimeout(timer);
        assertEquals(interrupted, true);
        assert(load.requests > 10 && load.requests < schedule.count / 2, String(load.requests));
        assertEquals(load.requests - load.replies, load.errors.unfinished);
      });
      assertEquals(background, []);
    } finally {
      await live.close();
      await servers.stop();
    }
  },
);

/** How often stock and prices were changed, over all shards. */
async function written(urls: readonly string[]): Promise<{ stock: number; prices: number }> {
  const counts = { stock: 0, prices: 0 };
  for (const url of urls) {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    const [row] = await sql`SELECT (SELECT sum(version) FROM inventory)::int AS stock,
      (SELECT sum(version) FROM products)::int AS prices`;
    counts.stock += row!["stock"];
    counts.prices += row!["prices"];
    await sql.end();
  }
  return counts;
}

/** Starved of its processor, Redis is not ready within a command's 50 ms: then there is nothing to look at yet. */
async function patiently<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 5 || !(error instanceof Failure && error.code === "redis-unreachable")) throw error;
    }
  }
}
