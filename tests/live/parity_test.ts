import { assert, assertEquals, AssertionError } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { embedded } from "../../src/adapters/sim/calibration.ts";
import { liveRun } from "../../src/cli/live_run.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import { aDevelopment, aStaging } from "../../src/designs/registered.ts";
import { mixedTraffic, SHOP_MIX } from "../../src/workload/mixed_traffic.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import { postgresControl, redisServer, serverTest, startPostgres, startRedis } from "../support/servers.ts";

/** Few products and few places in L1, so that three seconds show hits in every level. */
const small: Scenario = {
  ...steady,
  build: (context) =>
    mixedTraffic(context, { products: 300, alpha: 0.8, churnPerHour: 0, durationMs: 3000, mix: SHOP_MIX }),
};

/** A machine that stalls (other tests run beside this one) shifts who meets whom: the best of three runs counts. */
async function testParity(...given: Parameters<typeof compareOnce>): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await compareOnce(...given);
    } catch (error) {
      if (attempt === 3 || !(error instanceof AssertionError)) throw error;
    }
  }
}

async function compareOnce(
  name: string,
  config: DesignConfig,
  servers: { redisUrl?: string; databaseUrl?: string },
  tiers: readonly string[],
): Promise<void> {
  const told: string[] = [];
  const { part, interrupted } = await liveRun({
    name,
    config,
    scenarioName: "small",
    scenario: small,
    settings: { rateRps: 100, durationMs: 3000, recording: undefined },
    seed: 1,
    calibration: embedded,
    redisUrl: servers.redisUrl,
    databaseUrl: servers.databaseUrl,
  }, {
    terminal: { print: () => {}, tell: (line) => told.push(line), isWatched: false },
    signal: new AbortController().signal,
    action: () => () => Promise.resolve(),
  });
  const [live] = part.designs;
  assertEquals([interrupted, live!.errors, live!.requests, told], [false, 0, part.workload.requests, []]);
  // Starved of its processor, Redis misses its deadline of 50 ms: then it is the going around that was tested.
  if (Object.keys(live!.degraded).length > 0) return;
  for (const tier of tiers) {
    const row = part.predictions.find(({ metric }) => metric === `${tier} hit ratio`);
    assert(row !== undefined, tier);
    assert(row.live > 0.05, `${tier}: ${row.live} hits`);
    assert(Math.abs(row.error) <= 0.02, `${tier}: simulated ${row.simulated}, live ${row.live}`);
  }
}

Deno.test("parity: a-development live hits where the simulation of the same requests hits", async () => {
  await testParity("a-development", aDevelopment, {}, ["l1", "query-cache"]);
});

serverTest(
  "parity: a-staging on a real Redis and a real PostgreSQL hits where its simulation hits",
  { "redis-server": redisServer, postgresql: postgresControl },
  async () => {
    const redis = await startRedis();
    const postgres = await startPostgres().catch(async (error) => {
      await redis.stop();
      throw error;
    });
    try {
      const config = { ...aStaging, l1: { ...aStaging.l1!, entries: 40 } };
      await testParity("a-staging", config, { redisUrl: redis.url, databaseUrl: postgres.url }, ["l1", "l2"]);
    } finally {
      await Promise.all([redis.stop(), postgres.stop()]);
    }
  },
);
