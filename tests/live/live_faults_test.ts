import { assert, assertEquals } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { Failure } from "../../src/base/errors.ts";
import {
  type HurtStack,
  incidentsOf,
  incidentWarnings,
  openFaults,
  runIncidents,
  scenarioFaults,
} from "../../src/cli/live_faults.ts";
import { liveRun } from "../../src/cli/live_run.ts";
import { aDevelopment, aStaging, bMarketplace } from "../../src/designs/registered.ts";
import { mixedTraffic, SHOP_MIX } from "../../src/workload/mixed_traffic.ts";
import { immediate } from "../../src/flow/instructions.ts";
import type { Fetch } from "../../src/ports/http.ts";
import type { Incident } from "../../src/workload/schedule.ts";
import { redisServer, serverTest, startRedis } from "../support/servers.ts";

const short = {
  ...steady,
  build: (context: Parameters<typeof steady.build>[0]) => ({
    ...mixedTraffic(context, { products: 300, alpha: 0.8, churnPerHour: 0, durationMs: 3000, mix: SHOP_MIX }),
    incidents: [{ kind: "restart" as const, atMs: 1500 }],
  }),
};

async function hurtRun(redisUrl: string | undefined, kind: "kill" | "pause") {
  return await liveRun({
    name: "with-l2",
    config: { ...aDevelopment, l2: aStaging.l2! },
    scenarioName: "short",
    scenario: short,
    settings: { rateRps: 100, durationMs: 3000, recording: undefined },
    seed: 1,
    redisUrl,
    databaseUrl: undefined,
    faults: [{ part: "redis", fault: { kind }, atMs: 500, untilMs: 2500 }],
  }, {
    terminal: { print: () => {}, tell: () => {}, isWatched: false },
    signal: new AbortController().signal,
    action: () => () => Promise.resolve(),
  });
}

/** Starved of its processor, Redis is not ready within a command's 50 ms: then there is no run to look at yet. */
async function startedRun(redisUrl: string | undefined, kind: "kill" | "pause") {
  for (let attempt = 1;; attempt++) {
    try {
      return await hurtRun(redisUrl, kind);
    } catch (error) {
      if (attempt === 10 || !(error instanceof Failure && error.code === "redis-unreachable")) throw error;
    }
  }
}

serverTest(
  "faults: a live run with a paused Redis goes around it, answers everything, and says what it did",
  { "redis-server": redisServer },
  async () => {
    const redis = await startRedis();
    try {
      const { part, interrupted, faults } = await startedRun(redis.url, "pause");
      const [design] = part.designs;
      assertEquals([interrupted, design!.errors, design!.requests], [false, 0, part.workload.requests]);
      const degraded = Object.values(design!.degraded).reduce((sum, count) => sum + count, 0);
      assert(degraded > 0, "Redis was asked while it stood still");
      assertEquals(part.workload.bands.at(-1), { name: "redis: pause (link)", kind: "fault", fromMs: 500, toMs: 2500 });
      assertEquals(faults, ["Fault: redis, pause at 500 ms for 2 s: on the way to the server"]);
      // The prediction has the same fault: the rest of the look-ups went on in both worlds.
      assert(part.predictions.some(({ metric }) => metric === "l2 hit ratio"));
    } finally {
      await redis.stop();
    }
  },
);

serverTest(
  "faults: a Redis that the run started is killed for real and started again; everything is answered",
  { "redis-server": redisServer },
  async () => {
    const { part, interrupted, faults } = await startedRun(undefined, "kill");
    const [design] = part.designs;
    assertEquals([interrupted, design!.errors, design!.requests], [false, 0, part.workload.requests]);
    assert(
      Object.values(design!.degraded).reduce((sum, count) => sum + count, 0) > 0,
      "Redis was asked while it was gone",
    );
    assertEquals(part.workload.bands.at(-1), { name: "redis: kill (process)", kind: "fault", fromMs: 500, toMs: 2500 });
    assertEquals(faults, [
      "Fault: redis, kill at 500 ms for 2 s: SIGKILL to its process, then started again with nothing in memory",
    ]);
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
  // What is missing is said by who needs it.
  const none = openFaults([fault("redis")], { ...urls, redisUrl: undefined }, options);
  assertEquals(none.urls.redisUrl, undefined);
  none.close();
});

Deno.test("faults: a scenario's own faults strike the servers that stand for their parts; what is not done is said", () => {
  const incidents: Incident[] = [
    { kind: "restart", atMs: 1 },
    { kind: "pause", target: "l2", atMs: 1000, untilMs: 2000 },
    { kind: "kill", target: "region", atMs: 3000, untilMs: 4000 },
    { kind: "release", atMs: 5000, untilMs: 6000, payloadFactor: 2, slowQueryMs: 10 },
  ];
  const [fault, ...others] = scenarioFaults(incidents, ["redis", "database"]);
  assertEquals([fault!.part, fault!.fault.kind, fault!.atMs, fault!.untilMs, others], [
    "redis",
    "pause",
    1000,
    2000,
    [],
  ]);
  assertEquals(scenarioFaults(incidents, []), []);
  assertEquals(incidentWarnings(incidents, ["redis"]).map((text) => text.split(" was ")[0]), [
    "the scenario's kill of region at 3 s",
    "the scenario's release at 5 s",
  ]);
  assertEquals(incidentsOf([{ part: "redis", fault: { kind: "slow", delayMs: 5 }, atMs: 1, untilMs: 2 }]), [
    { kind: "slow", delayMs: 5, target: "l2", atMs: 1, untilMs: 2 },
  ]);
});

const NOBODY: Fetch = () => immediate({ status: 404, headers: {}, body: undefined, servedBy: "nobody" });

Deno.test("incidents: a server goes down and comes back where the balancer is ours, and nowhere else", async () => {
  const down: Incident = { kind: "instance-down", atMs: 5, untilMs: 20, instance: 1 };
  const done = (edges: HurtStack["edges"]) => {
    const calls: unknown[] = [];
    const stack = {
      edges,
      restart: () => calls.push("restart"),
      setDown: (...call: unknown[]) => void calls.push(call),
    };
    const end = runIncidents([down, { kind: "restart", atMs: 10 }], stack, performance.now());
    return { calls, end };
  };
  const [ours, nginx] = [done(new Map([["usa", NOBODY]])), done(new Map())];
  await new Promise((resolve) => setTimeout(resolve, 100));
  ours.end();
  nginx.end();
  assertEquals([ours.calls, nginx.calls], [[[1, true], "restart", [1, false]], ["restart"]]);
  assertEquals(incidentWarnings([down], [], bMarketplace), []);
  assertEquals(incidentWarnings([down], []).length, 1);
});
