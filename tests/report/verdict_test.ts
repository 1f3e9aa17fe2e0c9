import { assertEquals, assertStringIncludes } from "@std/assert";
import type { DesignResult } from "../../src/runner/result_schema.ts";
import { type Budget, budgetText, isClose, limitText, outcomeOf } from "../../src/report/verdict/budget_outcome.ts";
import { verdictSentence } from "../../src/report/verdict/design_verdict.ts";
import { headline } from "../../src/report/verdict/headline.ts";
import { recommendation } from "../../src/report/verdict/recommendation.ts";
import { carries, PERCENTILES, percentileText } from "../../src/report/percentile.ts";
import { spreadText } from "../../src/report/spread.ts";
import { formatDuration } from "../../src/base/units.ts";
import { sampleResult, summary } from "./sample_result.ts";

const budget: Budget = {
  id: "p95",
  metric: "p95",
  unit: "ms",
  relation: "<=",
  limit: 200,
  value: 190,
  pass: true,
  spread: [180, 199],
  reason: "because",
};
const design = (...budgets: Budget[]): DesignResult => ({ ...sampleResult({ points: 1 }).designs[2]!, budgets });

Deno.test("a budget without a value is neither met nor broken", () => {
  assertEquals(outcomeOf(budget), "met");
  assertEquals(outcomeOf({ ...budget, pass: false }), "broken");
  const none = { ...budget, value: null, pass: null, spread: null };
  assertEquals([outcomeOf(none), isClose(none)], ["not applicable", false]);
});

Deno.test("a budget is close when its repeats stand on both sides of the limit", () => {
  assertEquals(isClose(budget), false);
  assertEquals(isClose({ ...budget, spread: [180, 201] }), true);
  assertEquals(isClose({ ...budget, relation: ">=", spread: [200, 260] }), false);
  assertEquals(isClose({ ...budget, relation: ">=", spread: [199, 260] }), true);
});

Deno.test("values and limits carry their units", () => {
  assertEquals(limitText(budget), "at most 200 ms");
  assertEquals(limitText({ ...budget, unit: "ratio", relation: ">=", limit: 0.65 }), "at least 65.0 %");
  assertEquals(budgetText({ unit: "ratio" }, 0.00097), "0.097 %");
  assertEquals(budgetText({ unit: "score" }, 0.04), "0.04");
});

Deno.test("a sentence a design: what it meets, breaks, nearly misses and is spared", () => {
  assertEquals(verdictSentence(design()), "was held to no budget.");
  assertEquals(verdictSentence(design(budget)), "meets the only budget that applies.");
  const broken = { ...budget, id: "hit", metric: "hit ratio", value: 240, pass: false, spread: null };
  const spared = { ...budget, id: "cls", value: null, pass: null, spread: null };
  assertEquals(
    verdictSentence(design({ ...budget, spread: [180, 201] }, broken, spared)),
    "meets 1 of 2 budgets; broken: hit ratio (240 ms, at most 200 ms); not the same in every repeat: p95; 1 does not apply.",
  );
  assertEquals(verdictSentence(design(spared)), "has nothing that a budget speaks of.");
});

Deno.test("the headline counts designs, or names the only one", () => {
  const result = sampleResult({ points: 1 });
  const of = (...designs: DesignResult[]) => headline({ ...result, designs });
  const broken = { ...budget, pass: false };
  assertEquals(of(), "The result holds no design");
  assertEquals(of(design(budget)), "a-staging meets its only budget");
  assertEquals(of(design(budget, broken)), "a-staging breaks 1 of 2 budgets");
  assertEquals(of(design(broken), design(broken)), "None of 2 designs meets every budget");
  assertEquals(of(design(budget), design(broken)), "Only a-staging meets every budget");
  assertEquals(of(design(budget), design(budget)), "All 2 designs meet every budget");
  const close = { ...budget, spread: [180, 201] as [number, number] };
  assertEquals(of(design(close)), "a-staging meets its only budget, though not in every repeat");
  assertEquals(of(design(close), design(budget)), "All 2 designs meet every budget, 1 of them not in every repeat");
  assertEquals(of(design(close), design(broken)), "Only a-staging meets every budget, though not in every repeat");
  assertEquals(of(design(), design()), "2 designs measured, no budget to meet");
});

Deno.test("a recommendation goes no further than the repeats do", () => {
  const result = sampleResult({ points: 1 });
  const [, , staging, production] = result.designs;
  const say = (...designs: DesignResult[]) => recommendation({ ...result, designs }).join(" ");
  assertStringIncludes(say(staging!, production!), "a-production has the lowest 95th percentile in every repeat");
  assertStringIncludes(
    say(staging!, { ...staging!, name: "twin" }),
    "none is faster than the others beyond the spread",
  );
  const once = { ...production!, repeats: production!.repeats.slice(0, 1) };
  assertStringIncludes(say(staging!, once), "no second repeat");
  assertStringIncludes(say(staging!, once), "none is faster");
  assertStringIncludes(say(result.designs[0]!, result.designs[1]!), "a-development breaks the fewest (2)");
  assertStringIncludes(say(design()), "nothing to recommend");
});

Deno.test("a percentile needs enough values: 72 for p95, 368 for p99, 3,688 for p99.9", () => {
  const least = PERCENTILES.map((percentile) => {
    let count = 1;
    while (!carries(summary(1, 2, count), percentile)) count++;
    return count;
  });
  assertEquals(least, [6, 36, 72, 368, 3688]);
  assertEquals(percentileText(summary(1, 2, 10), PERCENTILES[3]), "too few");
  assertEquals(percentileText(summary(0, 0, 0), PERCENTILES[0]), "–");
});

Deno.test("a spread names its unit once", () => {
  assertEquals(spreadText({ least: 118, largest: 131 }, formatDuration), "118 to 131 ms");
  assertEquals(spreadText({ least: 0.5, largest: 1.5 }, formatDuration), "500 µs to 1.5 ms");
  assertEquals(spreadText({ least: 2, largest: 2 }, formatDuration), "always 2 ms");
  assertEquals(spreadText(undefined, formatDuration), "");
});
