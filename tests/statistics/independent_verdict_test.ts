import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { independentVerdicts } from "../../src/statistics/independent_verdict.ts";
import { mannWhitney } from "../../src/statistics/mann_whitney.ts";
import { shiftOf } from "../../src/statistics/shift.ts";
import type { PairedMetric } from "../../src/statistics/verdict.ts";

const metric = (
  ours: readonly number[],
  theirs: readonly number[],
  rest: Partial<PairedMetric> = {},
): PairedMetric => ({
  name: "p95",
  better: "lower",
  margin: 2,
  ours,
  theirs,
  ...rest,
});
const verdictOf = (one: PairedMetric) => independentVerdicts([one])[0]!;
const FIVE = [100, 101, 102, 103, 104];
const shifted = (by: number) => FIVE.map((value) => value + by + 0.01);

Deno.test("shift: permeability constants of Hollander and Wolfe (1973): estimate 0.305, 95 % interval -0.15 to 0.76", () => {
  // As the documentation of R's package coin prints it for wilcox_test(pd ~ age, water_transfer, conf.int = TRUE).
  const term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.90, 0.74, 1.21];
  const { estimate, interval } = shiftOf(term, early, 0.05);
  assertAlmostEquals(estimate, 0.305, 1e-9);
  assertAlmostEquals(interval[0], -0.15, 1e-9);
  assertAlmostEquals(interval[1], 0.76, 1e-9);
  assertThrows(() => shiftOf([1, 2, 3, 4], early, 0.05), RangeError, "at least 5");
});

Deno.test("Mann-Whitney: one-sided tables: five a side, U = 4 has 0.0476 below; the sides mirror; exact and normal agree", () => {
  // U = 4: 12 of 252 deals have a U up to 4 (Mann and Whitney 1947, table for n = m = 5: 0.048).
  const { u, pBelow, pAbove } = mannWhitney([1, 2, 3, 4, 9.5], [5, 6, 7, 8, 10]);
  assertEquals(u, 4);
  assertAlmostEquals(pBelow, 12 / 252, 1e-12);
  assert(pAbove > 0.95);
  const random = new Random(5);
  const draw = (count: number, shift: number) => Array.from({ length: count }, () => random.normal() + shift);
  const [ours, theirs] = [draw(41, -0.3), draw(41, 0)];
  const normal = mannWhitney(ours, theirs);
  const exact = mannWhitney(ours.slice(0, 40), theirs.slice(0, 40));
  assertEquals([normal.isExact, exact.isExact], [false, true]);
  assertAlmostEquals(normal.pBelow + normal.pAbove, 1, 0.02);
  assertAlmostEquals(mannWhitney(theirs, ours).pBelow, normal.pAbove, 1e-9);
});

Deno.test("live verdict: five a side decide: lower is better where lower is better, worse where higher is", () => {
  const better = verdictOf(metric(shifted(-10), FIVE));
  assertEquals(better.verdict, "better");
  assertAlmostEquals(better.pValue!, 2 / 252, 1e-12);
  assertAlmostEquals(better.difference, -9.99, 1e-9);
  assert(better.interval![1] < 0);
  assertEquals(verdictOf(metric(shifted(-10), FIVE, { better: "higher" })).verdict, "worse");
  assertEquals(verdictOf(metric(shifted(10), FIVE)).verdict, "worse");
});

Deno.test("live verdict: four a side decide nothing, however far apart, and say what is needed", () => {
  const { verdict, interval, pValue, why } = verdictOf(metric([1, 2, 3, 4], FIVE));
  assertEquals([verdict, interval, pValue], ["undecided", undefined, undefined]);
  assertEquals(why, "too few runs: 4 of at least 5 a side");
});

Deno.test("live verdict: within the margin is equivalent, even when there is a difference; a wide spread decides nothing", () => {
  const close = [10, 10.1, 10.2, 10.3, 10.4];
  const beside = verdictOf(metric(close.map((value) => value + 0.5), close));
  assert(beside.pValue! < 0.05);
  assertEquals(beside.verdict, "equivalent");
  assertEquals(verdictOf(metric([80, 95, 100, 120, 130], [85, 90, 105, 110, 140])).verdict, "undecided");
  assertEquals(verdictOf(metric(close, close)).verdict, "equivalent");
  assertThrows(() => verdictOf(metric(close, close, { margin: 0 })), RangeError, "margin");
});

Deno.test("live verdict: Holm's correction lets five a side carry six metrics and not seven", () => {
  const family = (size: number) =>
    Array.from({ length: size }, (_, at) => metric(shifted(-10), FIVE, { name: `m${at}`, margin: 2 }));
  assert(independentVerdicts(family(6)).every(({ verdict }) => verdict === "better"));
  assert(independentVerdicts(family(7)).every(({ verdict }) => verdict === "undecided"));
});

Deno.test("false findings: no difference, seven runs a side, four metrics: called different in at most 7 % of families", () => {
  const random = new Random(12);
  const families = 300;
  let [wrong, equivalent] = [0, 0];
  for (let family = 0; family < families; family++) {
    const draw = () => Array.from({ length: 7 }, () => 10 + random.exponential(1));
    const verdicts = independentVerdicts(
      ["a", "b", "c", "d"].map((name) => metric(draw(), draw(), { name, margin: 0.001 })),
    );
    if (verdicts.some(({ verdict }) => verdict === "better" || verdict === "worse")) wrong++;
    // A shift of exactly the margin.
    const ours = draw();
    const [atMargin] = independentVerdicts([metric(ours.map((value) => value + 2), draw(), { margin: 2 })]);
    if (atMargin!.verdict === "equivalent") equivalent++;
  }
  assert(wrong / families <= 0.07, `received ${wrong / families}`);
  assert(equivalent / families <= 0.07, `received ${equivalent / families}`);
});

Deno.test("coverage: the interval of seven a side holds the true shift as often as it says", () => {
  const random = new Random(13);
  let held = 0;
  for (let trial = 0; trial < 500; trial++) {
    const draw = (shift: number) => Array.from({ length: 7 }, () => random.exponential(1) + shift);
    const [from, to] = shiftOf(draw(1.5), draw(0), 0.05).interval;
    if (from <= 1.5 && 1.5 <= to) held++;
  }
  assert(held / 500 >= 0.93, `received ${held / 500}`);
});
