import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { documented } from "../../src/adapters/sim/calibration.ts";
import { decode } from "../../src/base/decode.ts";
import { resultDocument } from "../../src/cli/result_document.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import * as designs from "../../src/designs/registered.ts";
import { comparisonOf } from "../../src/runner/compare.ts";
import { designResult } from "../../src/runner/design_result.ts";
import { predictionsOf } from "../../src/runner/predictions.ts";
import { resultSchema } from "../../src/runner/result_schema.ts";
import { Recorder } from "../../src/runner/recorder.ts";
import { seedsOf, windowMsOf } from "../../src/runner/schedules.ts";
import { mergedOf } from "../../src/runner/summaries.ts";
import { runOf, shortSchedule } from "../support/runs.ts";

const seeds = seedsOf(5, 3);
const repeatsOf = (config: DesignConfig) =>
  seeds.map((seed) => ({ seed, record: runOf(config, shortSchedule(steady, { seed, durationMs: 10_000 }), seed) }));
const chosen = Object.entries<DesignConfig>(designs).map(([name, config]) => ({ name, config }));
const records = new Map(chosen.map(({ name, config }) => [name, repeatsOf(config)]));
const part = comparisonOf({
  scenarioName: "steady",
  scenario: steady,
  schedule: shortSchedule(steady, { seed: 5, durationMs: 10_000 }),
  designs: chosen,
  seed: 5,
  records,
  calibration: documented,
});
const document = resultDocument(part, { world: "simulated", interrupted: false, elapsedMs: 1, command: "tierlab" });

Deno.test("result: the document is what its schema says, after a way through JSON as well", () => {
  assertEquals(decode(resultSchema, JSON.parse(JSON.stringify(document)), "the result"), document);
});

Deno.test("result: a design's figures are those of all its repeats together", () => {
  for (const { name } of chosen) {
    const repeats = records.get(name)!;
    const design = document.designs.find((one) => one.name === name)!;
    const sum = (pick: (record: (typeof repeats)[number]["record"]) => number) =>
      repeats.reduce((total, { record }) => total + pick(record), 0);
    assertEquals(design.requests, sum((record) => record.requests));
    assertEquals(design.latencyMs.count, design.requests);
    assertEquals(design.latencyMs, {
      ...design.latencyMs,
      max: mergedOf(repeats.map((one) => one.record.latency)).max,
    });
    assertEquals(design.bytesOut, sum((record) => record.bytes));
    assertEquals(design.database.queries, sum((record) => record.queries.count));
    assertEquals(design.database.longestQueue, Math.max(...repeats.map(({ record }) => record.queries.longestQueue)));
    for (const tier of design.tiers) {
      assertEquals(tier.requests, sum((record) => record.tiers[tier.name]!.requests));
      assertAlmostEquals(tier.hitRatio, sum((record) => record.tiers[tier.name]!.hits) / tier.requests, 1e-12);
    }
    assertEquals(
      design.repeats.map((repeat) => [repeat.seed, repeat.digest]),
      repeats.map(({ seed, record }) => {
        return [seed, record.digest];
      }),
    );
    assertEquals(Object.values(design.servedBy).reduce((total, count) => total + count, 0), design.requests);
    const shares = design.spectrum.map(([share]) => share);
    const latencies = design.spectrum.map(([, latencyMs]) => latencyMs);
    assertEquals([shares, latencies], [shares.toSorted((a, b) => a - b), latencies.toSorted((a, b) => a - b)]);
    assertAlmostEquals(shares.at(-1)!, 0.999, 1e-9);
  }
});

Deno.test("result: the points of the series add up to what was in their windows", () => {
  for (const design of document.designs) {
    const repeats = records.get(design.name)!;
    const seconds = design.series.windowMs / 1000;
    const inPoints = design.series.points.reduce((sum, point) => sum + point.throughputRps * seconds, 0);
    const inWindows = repeats.reduce((sum, { record }) => {
      const replies = record.windows.slice(0, design.series.points.length).map((window) => window.replies);
      return sum + replies.reduce((total, count) => total + count, 0);
    }, 0);
    assertAlmostEquals(inPoints, inWindows / repeats.length, 1e-6);
    assert(design.series.points.length >= 9);
  }
});

Deno.test("result: a run that was stopped before its first reply still makes a document", () => {
  const recorder = new Recorder({ clock: { nowMs: () => 0, epochMs: 0 }, windowMs: 1000 });
  const design = designResult("baseline", designs.baseline, [{ seed: 1, record: recorder.finish() }]);
  decode(resultSchema, JSON.parse(JSON.stringify({ ...document, designs: [design] })), "the result");
});

Deno.test("result: windows are whole seconds, about eighty", () => {
  assertEquals([1, 20_000, 80_000, 80_001, 600_000, 7_200_000].map(windowMsOf), [1000, 1000, 1000, 2000, 8000, 90_000]);
});

Deno.test("predictions: errors are differences of ratios and shares of the live value, judged by their tolerance", () => {
  const [live] = [document.designs.find((one) => one.name === "aStaging")!];
  const same = predictionsOf(live, live);
  assert(same.every((row) => row.pass !== false && row.error === 0));
  assert(same.filter((row) => row.pass === true).length >= 5 + live.tiers.length);
  const off = {
    ...live,
    throughputRps: live.throughputRps * 1.06,
    latencyMs: { ...live.latencyMs, p95: live.latencyMs.p95 * 0.86, mean: live.latencyMs.mean * 1.2 },
    tiers: live.tiers.map((tier) => ({ ...tier, hitRatio: tier.hitRatio + (tier.name === "l1" ? 0.006 : 0.004) })),
  };
  const rows = Object.fromEntries(predictionsOf(off, live).map((row) => [row.metric, row]));
  const failed = Object.values(rows).filter((row) => row.pass === false).map((row) => row.metric);
  assertEquals(failed, ["l1 hit ratio", "requests/s", "mean ms"]);
  assertAlmostEquals(rows["l1 hit ratio"]!.error, 0.006, 1e-9);
  assertAlmostEquals(rows["p95 ms"]!.error, -0.14, 1e-9);
  const without = predictionsOf({ ...live, tiers: [] }, live);
  assertEquals(without.find((row) => row.metric === "l1 hit ratio")?.simulated, 0);
});
