import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { Failure } from "../../src/base/errors.ts";
import { openFaults } from "../../src/cli/live_faults.ts";
import { liveRun } from "../../src/cli/live_run.ts";
import { aDevelopment, aStaging } from "../../src/designs/registered.ts";
import { mixedTraffic, SHOP_MIX } from "../../src/workload/mixed_traffic.ts";
import { redisServer, serverTest, startRedis } from "../support/servers.ts";

const short = {
  ...steady,
  build: (context: Parameters<typeof steady.build>[0]) => ({
    ...mixedTraffic(context, { products: 300, alpha: 0.8, churnPerHour: 0, durationMs: 3000, mix: SHOP_MIX }),
    incidents: [{ kind: "restart" as const, atMs: 1500 }],
  }),
};

serverTest(
  "faults: a live run with a paused Redis goes around it, answers everything, and says what it did",
  { "redis-server": redisServer },
  async () => {
    const redis = await startRedis();
    try {
      const { part, interrupted } = await liveRun({
        name: "with-l2",
        config: { ...aDevelopment, l2: aStaging.l2! },
        scenarioName: "short",
        scenario: short,
        settings: { rateRps: 100, durationMs: 3000, recording: undefined },
        seed: 1,
        redisUrl: redis.url,
        databaseUrl: undefined,
        faults: [{ part: "redis", fault: { kind: "pause" }, atMs: 500, untilMs: 2500 }],
      }, {
        terminal: { print: () => {}, tell: () => {}, isWatched: false },
        signal: new AbortController().signal,
        action: () => () => Promise.resolve(),
      });
      const [design] = part.designs;
      assertEquals([interrupted, design!.errors, design!.requests], [false, 0, part.workload.requests]);
      const degraded = Object.values(design!.degraded).reduce((sum, count) => sum + count, 0);
      assert(degraded > 0, "Redis was asked while it stood still");
      assertEquals(part.workload.bands.at(-1), { name: "redis: pause", kind: "fault", fromMs: 500, toMs: 2500 });
      assertEquals(part.predictions, []);
      assertStringIncludes(part.warnings.join("\n"), "a run with --fault is not predicted");
    } finally {
      await redis.stop();
    }
  },
);

Deno.test("faults: links take the servers' places in their URLs, of the named parts only", () => {
  const urls = {
    redisUrl: "redis://user:secret@127.0.0.1:7000/3",
    databaseUrl: "postgres://tierlab@127.0.0.1/shop?x=1",
  };
  const options = { seed: 1, onError: () => {} };
  const fault = (part: string) => ({ part, fault: { kind: "kill" } as const, atMs: 0, untilMs: 1 });
  const both = openFaults([fault("redis"), fault("database")], urls, options);
  assert(/^redis:\/\/user:secret@127\.0\.0\.1:\d+\/3$/.test(both.urls.redisUrl!), both.urls.redisUrl);
  assert(/^postgres:\/\/tierlab@127\.0\.0\.1:\d+\/shop\?x=1$/.test(both.urls.databaseUrl!), both.urls.databaseUrl);
  assert(both.urls.redisUrl !== urls.redisUrl);
  both.close();
  const one = openFaults([fault("database")], urls, options);
  assertEquals(one.urls.redisUrl, urls.redisUrl);
  one.close();
  assertThrows(
    () => openFaults([fault("redis")], { ...urls, redisUrl: undefined }, options),
    Failure,
    "Cannot hurt redis: its server must be given by a URL: received none",
  );
});
