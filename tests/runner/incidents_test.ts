import { assert, assertEquals } from "@std/assert";
import {
  badDeploy,
  databaseFailover,
  invalidateStorm,
  oneHitWonders,
  redisFailover,
  regionLoss,
  slowOrigin,
  steady,
  thunderingHerd,
} from "../../scenarios/registered.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import * as designs from "../../src/designs/registered.ts";
import { idleFaults } from "../../src/runner/incidents.ts";
import type { RunRecord } from "../../src/runner/recorder.ts";
import { mergedOf } from "../../src/runner/summaries.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import type { Incident } from "../../src/workload/schedule.ts";
import { runOf, shortSchedule } from "../support/runs.ts";

const { aStaging, aProduction, aDevelopment, baseline } = designs;
const run = (scenario: Scenario, config: DesignConfig, incidents?: readonly Incident[]) =>
  runOf(config, shortSchedule(scenario, { durationMs: 60_000, rateRps: 60, ...(incidents && { incidents }) }));

function windowsOf(record: RunRecord, fromMs: number, toMs: number): RunRecord["windows"] {
  return record.windows.slice(Math.ceil(fromMs / record.windowMs), Math.floor(toMs / record.windowMs));
}
const sum = (windows: RunRecord["windows"], pick: (window: RunRecord["windows"][number]) => number) =>
  windows.reduce((total, window) => total + pick(window), 0);
const medianOf = (windows: RunRecord["windows"]) => mergedOf(windows.map((window) => window.latency)).quantile(0.5);

Deno.test("redis-failover: nobody fails, L2 is refused and afterwards empty, so the database is asked more", () => {
  const [hurt, sound] = [run(redisFailover, aStaging), run(redisFailover, aStaging, [])];
  assertEquals([hurt.errors, sound.errors], [0, 0]);
  assert(hurt.degraded["l2"]! > 0);
  const hitsIn = (record: RunRecord, fromMs: number, toMs: number) =>
    sum(windowsOf(record, fromMs, toMs), (window) => window.tiers["l2"]?.hits ?? 0);
  assertEquals(hitsIn(hurt, 25_000, 30_000), 0);
  assert(hitsIn(hurt, 45_000, 60_000) > 0 && hitsIn(hurt, 31_000, 60_000) < hitsIn(sound, 31_000, 60_000));
});

Deno.test("database-failover: whoever needs the primary fails while it is away; caches answer the rest; then all is well", () => {
  const cached = run(databaseFailover, aDevelopment);
  const bare = run(databaseFailover, baseline);
  const errorsIn = (record: RunRecord, fromMs: number, toMs: number) =>
    sum(windowsOf(record, fromMs, toMs), (window) => window.errors);
  assert(errorsIn(bare, 24_000, 30_000) > errorsIn(cached, 24_000, 30_000));
  assert(errorsIn(cached, 24_000, 30_000) > 0);
  for (const record of [cached, bare]) {
    assertEquals([errorsIn(record, 0, 23_000), errorsIn(record, 32_000, 60_000)], [0, 0]);
  }
});

Deno.test("region-loss: only what stands in front of the region answers", () => {
  const staging = run(regionLoss, aStaging);
  const lost = windowsOf(staging, 25_000, 29_000);
  assertEquals(sum(lost, (window) => window.errors), sum(lost, (window) => window.replies));
  const production = windowsOf(run(regionLoss, aProduction), 25_000, 29_000);
  assert(sum(production, (window) => window.errors) < sum(production, (window) => window.replies));
  assertEquals(sum(windowsOf(staging, 32_000, 60_000), (window) => window.errors), 0);
});

Deno.test("slow-origin: the instances' delay is seen in full without an edge, and over afterwards", () => {
  const record = run(slowOrigin, aStaging);
  assert(medianOf(windowsOf(record, 26_000, 35_000)) > 790);
  assert(medianOf(windowsOf(record, 40_000, 60_000)) < 100);
});

Deno.test("bad-deploy: pages weigh twice as much and categories are slow until the rollback", () => {
  const [bad, sound] = [run(badDeploy, baseline), run(badDeploy, baseline, [])];
  const bytesIn = (record: RunRecord, fromMs: number, toMs: number) =>
    sum(windowsOf(record, fromMs, toMs), (window) => window.bytes);
  assert(bytesIn(bad, 25_000, 43_000) > 1.5 * bytesIn(sound, 25_000, 43_000));
  assertEquals(bytesIn(bad, 0, 23_000), bytesIn(sound, 0, 23_000));
  const slowest = (record: RunRecord) => mergedOf([record.byRoute["/categories/:id"]]).quantile(0.9);
  assert(slowest(bad) > slowest(sound) + 300);
});

Deno.test("pause and drop: a paused database answers late, a dropping one fails its share", () => {
  const span = { atMs: 20_000, untilMs: 24_000, target: "database-primary" } as const;
  const paused = run(steady, baseline, [{ kind: "pause", ...span }]);
  assert(paused.latency.max > 3000);
  const dropping = run(steady, baseline, [{ kind: "drop", share: 0.1, ...span }]);
  const during = windowsOf(dropping, 20_000, 24_000);
  assert(sum(during, (window) => window.errors) > 0);
  assert(sum(during, (window) => window.errors) < sum(during, (window) => window.replies) / 2);
});

Deno.test("a fault's end does not heal a later fault of the same part", () => {
  const incidents: Incident[] = [
    { kind: "slow", delayMs: 5, target: "l2", atMs: 10_000, untilMs: 24_000 },
    { kind: "kill", target: "l2", atMs: 20_000, untilMs: 30_000 },
  ];
  const record = run(steady, aStaging, incidents);
  assertEquals(sum(windowsOf(record, 25_000, 29_000), (window) => window.tiers["l2"]?.hits ?? 0), 0);
  assert(sum(windowsOf(record, 40_000, 60_000), (window) => window.tiers["l2"]?.hits ?? 0) > 0);
});

Deno.test("a part that a design does not have: the fault says so and does nothing", () => {
  const { incidents } = shortSchedule(redisFailover, { durationMs: 60_000 });
  assertEquals(idleFaults(incidents, "a-development", aDevelopment), [
    "a-development has no l2: the kill at 24 s does nothing to it",
  ]);
  assertEquals(idleFaults(incidents, "a-staging", aStaging), []);
  assertEquals(run(redisFailover, aDevelopment), run(redisFailover, aDevelopment, []));
});

Deno.test("one-hit-wonders: the crawler pushes out what visitors want; invalidate-storm: writes do", () => {
  const ratioOf = (record: RunRecord, fromMs: number, toMs: number) => {
    const windows = windowsOf(record, fromMs, toMs);
    const requests = sum(windows, (window) => window.tiers["l1"]?.requests ?? 0);
    return sum(windows, (window) => window.tiers["l1"]?.hits ?? 0) / requests;
  };
  const crawled = run(oneHitWonders, aDevelopment);
  assert(ratioOf(crawled, 30_000, 48_000) < ratioOf(crawled, 10_000, 21_000) * 0.75);
  const stormed = run(invalidateStorm, aDevelopment);
  assert(ratioOf(stormed, 30_000, 42_000) < ratioOf(stormed, 12_000, 24_000));
});

Deno.test("thundering-herd: a burst for one changed product costs one look-up in the database, not one each", () => {
  const record = run(thunderingHerd, aDevelopment);
  const schedule = shortSchedule(thunderingHerd, { durationMs: 60_000, rateRps: 60 });
  const hot = schedule.item.filter((item, index) => item === 0 && schedule.action[index] === 0).length;
  assert(hot > 500, `the herd must be large: received ${hot}`);
  assertEquals(record.errors, 0);
  assert(record.queries.writes >= 5);
  // Without a cache each of the herd's pages takes three queries.
  assert(record.queries.count < run(thunderingHerd, baseline).queries.count - 2.5 * hot);
});
