import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { monthlyCost } from "../../src/report/cost/monthly_cost.ts";
import { paretoFront } from "../../src/report/cost/pareto_front.ts";
import { BUILT_IN_PRICES, readPrices } from "../../src/report/cost/prices.ts";
import { renderReport } from "../../src/report/report.ts";
import { changesOf } from "../../src/report/what_if_changes.ts";
import { sampleResult } from "./sample_result.ts";

const sample = sampleResult({ points: 6 });
const design = sample.designs[3]!;

Deno.test("a month's cost is the run's rates times the prices, part by part", () => {
  const prices = { ...BUILT_IN_PRICES, requestsMillion: 2, cdnRequestsMillion: 1, egressGb: 100, cdnEgressGb: 0.5 };
  const cost = monthlyCost({ ...design, requests: 1000, bytesOut: 5e6, throughputRps: 100 }, prices)!;
  const millions = 100 * 86_400 * 30 / 1e6;
  assertAlmostEquals(cost.requests, millions * 3, 1e-6);
  assertAlmostEquals(cost.egress, millions * 1e6 * 5000 / 1e9 * 0.5, 1e-6);
  assertAlmostEquals(cost.total, cost.memory + cost.servers + cost.requests + cost.egress, 1e-9);
});

Deno.test("no price: no cost; a result of an older version has none either", () => {
  const free = Object.fromEntries(
    Object.entries(BUILT_IN_PRICES).map(([name, value]) => [name, typeof value === "number" ? 0 : value]),
  );
  assertEquals(monthlyCost(design, readPrices(free, "free prices"))!.total, 0);
  const { resources: _, ...older } = design;
  assertEquals(monthlyCost(older, BUILT_IN_PRICES), undefined);
  assertThrows(() => readPrices({ ...free, egressGb: "a lot" }, "the prices"), Error, "egressGb must be");
});

Deno.test("the Pareto front leaves out whatever another beats on both counts, whatever the order", () => {
  const points = [[5, 10], [1, 90], [3, 30], [4, 40], [3, 35], [9, 10]].map(([cost, ms]) => ({ cost: cost!, ms: ms! }));
  const front = paretoFront(points);
  assertEquals(front.map(({ cost }) => cost), [1, 3, 5]);
  assertEquals(paretoFront(points.toReversed()), front);
  for (const { cost, ms } of points) {
    const isBeaten = points.some((other) =>
      other.cost <= cost && other.ms <= ms && (other.cost < cost || other.ms < ms)
    );
    assertEquals(front.some((one) => one.cost === cost && one.ms === ms), !isBeaten);
  }
});

Deno.test("the page tells the prices' date and source, and those of the user when given", () => {
  assertStringIncludes(renderReport(sample), BUILT_IN_PRICES.date);
  const own = { ...BUILT_IN_PRICES, date: "1999-01-01", source: "my contract" };
  assertStringIncludes(renderReport(sample, { prices: own }), "1999-01-01 (my contract)");
});

Deno.test("what a missing part changes is the paired difference over the seeds", () => {
  const runs = design.repeats.map((repeat) => ({
    seed: repeat.seed,
    p50: repeat.latencyMs.p50 + 1,
    p95: repeat.latencyMs.p95 + repeat.seed,
    hitRatio: repeat.hitRatio,
    queriesPerSecond: 5,
    bytesOut: 10,
    errors: 0,
  }));
  const whole = { ...design, whatIf: [{ without: "L1", runs }] };
  const [changes] = changesOf(whole);
  assertAlmostEquals(changes!.p50.least!, 1, 1e-9);
  assertAlmostEquals(changes!.p95.largest! - changes!.p95.least!, design.repeats.length - 1, 1e-9);
  // The sample's repeats do not say how many queries they made.
  assertEquals(changes!.queriesPerSecond.least, undefined);
  const html = renderReport({ ...sample, designs: [whole] });
  assertStringIncludes(html, `id="what-if"`);
  assert(!renderReport(sample).includes(`id="what-if"`));
});
