import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { steady } from "../../scenarios/registered.ts";
import { comparisonLines } from "../../src/cli/comparison_lines.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import * as designs from "../../src/designs/registered.ts";
import { designComparisons } from "../../src/runner/design_comparisons.ts";
import { designResult } from "../../src/runner/design_result.ts";
import { seedsOf } from "../../src/runner/schedules.ts";
import { runOf, shortSchedule } from "../support/runs.ts";

const seeds = seedsOf(5, 8);
const resultOf = (name: string, config: DesignConfig, of = seeds) =>
  designResult(
    name,
    config,
    of.map((seed) => ({ seed, record: runOf(config, shortSchedule(steady, { seed, durationMs: 6000 }), seed) })),
  );
const baseline = resultOf("baseline", designs.baseline);
const development = resultOf("a-development", designs.aDevelopment);

Deno.test("comparisons: a cache is better than none in latency and hits, equivalent in errors; with intervals", () => {
  const [comparison, ...rest] = designComparisons([baseline, development], 5);
  assertEquals([rest.length, comparison!.runs, comparison!.against], [0, 8, "baseline"]);
  const verdicts = Object.fromEntries(comparison!.rows.map((row) => [row.metric, row.verdict]));
  assertEquals(verdicts, {
    "mean ms": "better",
    "p50 ms": "better",
    "p95 ms": "better",
    "p99 ms": "better",
    "hit ratio": "better",
    "error ratio": "equivalent",
  });
  for (const { interval, difference, ours, theirs } of comparison!.rows) {
    assert(interval![0] <= difference && difference <= interval![1]);
    assert(Math.abs(ours - theirs - difference) < 1e-9);
  }
  assertEquals(comparisonLines([comparison!]), [
    "a-development against baseline: better mean p50 p95 p99 hits; equivalent errors",
  ]);
});

Deno.test("comparisons: a design against itself is equivalent throughout", () => {
  const [comparison] = designComparisons([baseline, { ...baseline, name: "again" }], 5);
  for (const row of comparison!.rows) assertEquals([row.verdict, row.difference], ["equivalent", 0]);
});

Deno.test("comparisons: too few runs name no winner", () => {
  const few = resultOf("a-development", designs.aDevelopment, seeds.slice(0, 3));
  const [comparison] = designComparisons([baseline, few], 5);
  assertEquals(comparison!.runs, 3);
  for (const row of comparison!.rows) assertEquals([row.verdict, row.interval], ["undecided", null]);
  assertStringIncludes(comparisonLines([comparison!])[0]!, "undecided, 3 of at least 6 runs");
});

Deno.test("comparisons: a run too short for a percentile has no row for it; one design has no comparison", () => {
  const tiny = { ...baseline, repeats: baseline.repeats.map((repeat) => ({ ...repeat, requests: 100 })) };
  const metrics = designComparisons([tiny, development], 5)[0]!.rows.map((row) => row.metric);
  assertEquals(metrics, ["mean ms", "p50 ms", "p95 ms", "hit ratio", "error ratio"]);
  assertEquals(designComparisons([baseline], 5), []);
});
