import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { deploy, flashCrowd, steady } from "../../scenarios/registered.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import * as designs from "../../src/designs/registered.ts";
import { combinedHits } from "../../src/runner/reading.ts";
import type { RunRecord } from "../../src/runner/recorder.ts";
import { runTierlab } from "../cli/run_tierlab.ts";
import { runOf, shortSchedule } from "../support/runs.ts";

const short = shortSchedule(steady);
const { aStaging, aProduction } = designs;
const records = new Map(Object.entries<DesignConfig>(designs).map(([name, config]) => [name, runOf(config, short)]));

Deno.test("run: the same seed gives the same record, digest included; another seed gives another one", () => {
  for (const config of [designs.aDevelopment, aProduction]) {
    const [one, again, other] = [runOf(config, short, 3), runOf(config, short, 3), runOf(config, short, 4)];
    assertEquals(one, again);
    assertNotEquals(one.digest, other.digest);
    assertNotEquals(one.digest, runOf(config, shortSchedule(steady, { seed: 2 }), 3).digest);
  }
});

Deno.test("run: the same command gives the same digest in two processes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const args = ["compare", "a-development", "--scenario", "steady", "--duration", "20s", "--repeats", "1", "--json"];
    const outcomes = await Promise.all([1, 2].map((turn) => runTierlab([...args, "--out", `${folder}/${turn}`])));
    const [one, other] = outcomes.map(({ status, stdout, stderr }) => {
      assertEquals(status, 0, stderr);
      return JSON.parse(stdout);
    });
    assertEquals(one.digest, other.digest);
    assert(/^[0-9a-f]{16}$/.test(one.digest));
    assertEquals(one.designs, other.designs);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("run: every design is sent the very same requests", () => {
  const sent = [...records.values()].map((record) =>
    Object.fromEntries(Object.entries(record.byRoute).map(([route, latency]) => [route, latency.count]).sort())
  );
  for (const one of sent) assertEquals(one, sent[0]);
  assertEquals(sent[0]!["/products/:id"]! > 500, true);
});

Deno.test("run: windows add up to the totals", () => {
  for (const [name, record] of records) {
    const sum = (pick: (window: RunRecord["windows"][number]) => number) =>
      record.windows.reduce((total, window) => total + pick(window), 0);
    assertEquals(record.requests, short.count, name);
    assertEquals(sum((window) => window.replies), record.requests, name);
    assertEquals(sum((window) => window.latency.count), record.requests, name);
    assertEquals(sum((window) => window.bytes), record.bytes, name);
    assertEquals(sum((window) => window.errors), record.errors, name);
    assertEquals(sum((window) => window.queries), record.queries.count, name);
    for (const [tier, { requests, hits, latency }] of Object.entries(record.tiers)) {
      assertEquals(sum((window) => window.tiers[tier]?.requests ?? 0), requests, `${name} ${tier}`);
      assertEquals(sum((window) => window.tiers[tier]?.hits ?? 0), hits, `${name} ${tier}`);
      assertEquals(latency.count, requests);
    }
    const replies = Object.values(record.byServer).reduce((total, count) => total + count, 0);
    assertEquals(replies, record.requests, name);
  }
});

Deno.test("run: what the tiers say of themselves agrees: no L2 look-up without an L1 miss, no query without a query-cache miss", () => {
  for (const [name, record] of records) {
    const { l1, l2, "query-cache": queries } = record.tiers;
    if (l1 && l2) assert(l2.requests <= l1.requests - l1.hits, name);
    if (queries) assert(record.queries.count - record.queries.writes <= queries.requests - queries.hits, name);
    assertEquals(record.errors, 0, name);
    assertEquals(record.degraded, {}, name);
  }
  assertEquals(Object.keys(records.get("baseline")!.tiers), []);
});

Deno.test("run: each stage of the architecture serves faster than the one before optimisation, from fewer queries", () => {
  const baseline = records.get("baseline")!;
  for (const [name, record] of records) {
    if (name === "baseline") continue;
    assert(record.queries.count < baseline.queries.count / 1.5, name);
    assert(record.bytes < baseline.bytes / 2, name);
  }
});

Deno.test("run: a deploy empties the memory of every instance: the hit ratio dips, L2 softens it, and it recovers", () => {
  const schedule = shortSchedule(deploy, { durationMs: 240_000, rateRps: 60 });
  const ratioOf = (record: RunRecord, tier: string, fromMs: number, toMs: number) => {
    const windows = record.windows.slice(fromMs / record.windowMs, toMs / record.windowMs);
    const counts = windows.map((window) => window.tiers[tier] ?? { requests: 0, hits: 0 });
    return counts.reduce((sum, { hits }) => sum + hits, 0) / counts.reduce((sum, { requests }) => sum + requests, 0);
  };
  const record = runOf(aStaging, schedule);
  const before = ratioOf(record, "l1", 90_000, 120_000);
  const during = ratioOf(record, "l1", 120_000, 126_000);
  const after = ratioOf(record, "l1", 210_000, 240_000);
  assert(during < before - 0.1, `${before} must dip: received ${during}`);
  assert(after > during + 0.1, `${during} must recover: received ${after}`);
  const l2Before = ratioOf(record, "l2", 90_000, 120_000);
  const l2During = ratioOf(record, "l2", 120_000, 126_000);
  assert(l2During > l2Before + 0.1, `L2 answers for it: ${l2Before}, then ${l2During}`);
  assertEquals(record.errors, 0);
});

for (const [name, config] of Object.entries({ aStaging, aProduction })) {
  Deno.test(`run: while L2 of ${name} does not answer no request fails, and it is used again afterwards`, () => {
    const incidents = [{ kind: "pause", atMs: 20_000, untilMs: 40_000, target: "l2" }] as const;
    const record = runOf(config, shortSchedule(steady, { durationMs: 70_000, incidents }));
    assertEquals([record.errors, record.requests > 6000], [0, true]);
    assert(record.degraded["l2"]! > 0);
    assertEquals(record.degraded["application"], undefined);
    const hitsIn = (fromMs: number, toMs: number) =>
      record.windows.slice(fromMs / record.windowMs, toMs / record.windowMs)
        .reduce((sum, window) => sum + (window.tiers["l2"]?.hits ?? 0), 0);
    assertEquals(hitsIn(21_000, 40_000), 0);
    assert(hitsIn(43_000, 60_000) > 0);
  });
}

Deno.test("run: overload makes replies slow or refused, and ends all the same", () => {
  const config = { ...designs.baseline, database: { ...designs.baseline.database, connections: 1 } };
  const record = runOf(config, shortSchedule(flashCrowd, { durationMs: 20_000, rateRps: 20 }));
  assertEquals(record.requests, shortSchedule(flashCrowd, { durationMs: 20_000, rateRps: 20 }).count);
  assert(record.errors > 0 && record.queries.longestQueue > 50);
  assertEquals(record.degraded["application"], record.errors);
});

Deno.test("run: the combined hit ratio counts a look-up once, whichever level answered", () => {
  const record = records.get("aStaging")!;
  const { requests, hits } = combinedHits(record);
  assertEquals(requests, record.tiers["l1"]!.requests);
  assertEquals(hits, record.tiers["l1"]!.hits + record.tiers["l2"]!.hits);
  assertAlmostEquals(hits / requests, 0.3, 0.3);
});

Deno.test("run: what a design says of its second level's time to live is so, in both applications", () => {
  for (const config of [aStaging, designs.bMarketplace]) {
    const hits = [2000, 900_000].map((ttlMs) => {
      const l2 = { ...config.l2!, ttlMs };
      return runOf({ ...config, l1: undefined, l2 }, shortSchedule(steady, { durationMs: 40_000 })).tiers["l2"]!.hits;
    });
    assert(hits[0]! < hits[1]! / 2, `${config.description}: ${hits}`);
  }
});
