import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { bootstrapMean } from "../../src/statistics/bootstrap.ts";
import { holm } from "../../src/statistics/holm.ts";
import { mannWhitney } from "../../src/statistics/mann_whitney.ts";
import { leastForQuantile, quantileRanks } from "../../src/statistics/quantile_interval.ts";

/** Hours of sleep gained by a second drug over a first (Student, Biometrika 1908): t = 4.0621, 95 % interval 0.70 to 2.46. */
const SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

Deno.test("bootstrap: Student's sleep data: the mean, an interval near Student's, a small p-value", () => {
  const outcome = bootstrapMean(SLEEP, new Random(1));
  assertAlmostEquals(outcome.mean, 1.58, 1e-12);
  const [from, to] = outcome.interval(0.95);
  assertAlmostEquals(from, 0.7, 0.25);
  // The sample is skewed to the right, which Student's interval does not see: ours reaches further there.
  assert(to > 2.3 && to < 3.6, `received ${to}`);
  assert(outcome.pValue(0) < 0.01);
  assert(outcome.pValue(1.58) > 0.5);
  const [narrowFrom, narrowTo] = outcome.interval(0.9);
  assert(from < narrowFrom && narrowTo < to);
});

Deno.test("bootstrap: the same stream gives the same interval, another one a near one", () => {
  const of = (seed: number) => bootstrapMean(SLEEP, new Random(seed)).interval(0.95);
  assertEquals(of(3), of(3));
  assertAlmostEquals(of(3)[0], of(4)[0], 0.15);
});

Deno.test("bootstrap: interval and p-value agree", () => {
  const outcome = bootstrapMean(SLEEP, new Random(2));
  const [from, to] = outcome.interval(0.95);
  for (const [at, isInside] of [[from - 0.02, false], [from + 0.02, true], [to - 0.02, true], [to + 0.02, false]]) {
    assertEquals(outcome.pValue(at as number) >= 0.05, isInside, `at ${at}`);
  }
});

Deno.test("bootstrap: equal values are certain; fewer than six values are refused", () => {
  const outcome = bootstrapMean([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], new Random(1));
  assertAlmostEquals(outcome.interval(0.95)[0], 0.1, 1e-12);
  assert(outcome.pValue(0) < 0.001);
  assertThrows(() => bootstrapMean([1, 2, 3, 4, 5], new Random(1)), RangeError, "at least 6");
  assertThrows(() => bootstrapMean([1, 2, 3, 4, 5, NaN], new Random(1)), RangeError, "finite");
});

Deno.test("bootstrap: resamples of equal values do not blow the interval up (one value of six differs)", () => {
  for (const step of [0.25, 1e-3, 1e6 / 3]) {
    const [from, to] = bootstrapMean([0, 0, 0, 0, 0, step], new Random(1)).interval(0.95);
    assert(from > -step && to < 2 * step, `${from} to ${to}`);
  }
});

Deno.test("Mann-Whitney: permeability constants of Hollander and Wolfe (1973, page 69): U = 35, two-sided p = 0.2544", () => {
  const term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.90, 0.74, 1.21];
  const { u, pValue, isExact } = mannWhitney(term, early);
  assertEquals([u, isExact], [35, true]);
  assertAlmostEquals(pValue, 0.2544, 5e-5);
});

Deno.test("Mann-Whitney: the tables' critical values of five a side", () => {
  const below = [1, 2, 3, 4, 5];
  assertAlmostEquals(mannWhitney(below, [6, 7, 8, 9, 10]).pValue, 2 / 252, 1e-12);
  // U = 2 is the critical value at 5 %, U = 3 no longer is.
  assertAlmostEquals(mannWhitney([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]).pValue, 8 / 252, 1e-12);
  assert(mannWhitney([1, 2, 3, 4, 8], [5, 6, 7, 9, 10]).pValue > 0.05);
});

Deno.test("Mann-Whitney: ties are dealt out exactly: against a count over all ways to choose", () => {
  const [first, second] = [[1, 2, 2, 3, 3, 5], [2, 3, 4, 4, 5]];
  const all = [...first, ...second];
  const uOf = (chosen: readonly number[], rest: readonly number[]) =>
    chosen.reduce(
      (sum, one) => sum + rest.reduce((part, other) => part + (one > other ? 1 : one === other ? 0.5 : 0), 0),
      0,
    );
  const observed = uOf(first, second);
  const middle = first.length * second.length / 2;
  let [ways, extreme] = [0, 0];
  for (let mask = 0; mask < 1 << all.length; mask++) {
    const chosen = all.filter((_, index) => mask >> index & 1);
    if (chosen.length !== first.length) continue;
    ways++;
    const u = uOf(chosen, all.filter((_, index) => !(mask >> index & 1)));
    if (Math.abs(u - middle) >= Math.abs(observed - middle) - 1e-9) extreme++;
  }
  const outcome = mannWhitney(first, second);
  assertEquals(outcome.u, observed);
  assertAlmostEquals(outcome.pValue, extreme / ways, 1e-9);
});

Deno.test("Mann-Whitney: large samples take the normal approximation, which is near the exact one", () => {
  const random = new Random(5);
  const first = Array.from({ length: 40 }, () => random.normal());
  const second = Array.from({ length: 40 }, () => random.normal() + 0.4);
  const exact = mannWhitney(first, second);
  const normal = mannWhitney([...first, 0.1], [...second, 0.1]);
  assertEquals([exact.isExact, normal.isExact], [true, false]);
  assertAlmostEquals(exact.pValue, normal.pValue, 0.05);
  assertEquals(mannWhitney(Array(50).fill(1), Array(50).fill(1)).pValue, 1);
  assertThrows(() => mannWhitney([1, 2, 3, 4], [1, 2, 3, 4, 5]), RangeError, "at least 5");
});

Deno.test("Holm: the textbook's four p-values; order is kept, nothing exceeds 1", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((p, index) => assertAlmostEquals(adjusted[index]!, p, 1e-12));
  assertEquals(holm([0.9, 0.8]), [1, 1]);
  assertEquals(holm([]), []);
});

Deno.test("quantile interval: p95 needs 72 values, p99 368, p99.9 3,688; below there is none", () => {
  for (const [quantile, least] of [[0.5, 6], [0.95, 72], [0.99, 368], [0.999, 3688]] as const) {
    assertEquals(leastForQuantile(quantile), least);
    assertEquals(quantileRanks(least - 1, quantile), undefined);
    const ranks = quantileRanks(least, quantile)!;
    assert(ranks.lower >= 1 && ranks.upper <= least && ranks.lower < ranks.upper);
  }
});

Deno.test("quantile interval: the tables' ranks of a median of ten are 2 and 9 (David and Nagaraja)", () => {
  assertEquals(quantileRanks(10, 0.5), { lower: 2, upper: 9 });
  assertEquals(quantileRanks(20, 0.5), { lower: 6, upper: 15 });
});
