import { assert } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { bootstrapMean } from "../../src/statistics/bootstrap.ts";
import { mannWhitney } from "../../src/statistics/mann_whitney.ts";
import { quantileRanks } from "../../src/statistics/quantile_interval.ts";
import { type PairedMetric, pairedVerdicts } from "../../src/statistics/verdict.ts";

/** Draws with their true mean. */
const SHAPES: Readonly<Record<string, { mean: number; draw: (random: Random) => number; least: number }>> = {
  normal: { mean: 2, draw: (random) => 2 + random.normal(), least: 0.92 },
  uniform: { mean: 0.5, draw: (random) => random.unit(), least: 0.92 },
  exponential: { mean: 1, draw: (random) => random.exponential(1), least: 0.9 },
  "log-normal": { mean: Math.exp(0.125), draw: (random) => Math.exp(0.5 * random.normal()), least: 0.9 },
};
const TRIALS = 300;

for (const [name, { mean, draw, least }] of Object.entries(SHAPES)) {
  for (const size of [6, 10, 20]) {
    Deno.test(`coverage: the bootstrap interval of ${size} ${name} values holds the mean as often as it says`, () => {
      const random = new Random(100 + size);
      let held = 0;
      for (let trial = 0; trial < TRIALS; trial++) {
        const sample = Array.from({ length: size }, () => draw(random));
        const [from, to] = bootstrapMean(sample, random.fork(`trial ${trial}`)).interval(0.95);
        if (from <= mean && mean <= to) held++;
      }
      assert(held / TRIALS >= least && held / TRIALS <= 0.995, `received ${held / TRIALS}`);
    });
  }
}

Deno.test("coverage: the order statistics of a p95 hold it at least as often as they say", () => {
  const random = new Random(7);
  const truth = -Math.log(0.05);
  for (const size of [72, 300]) {
    const { lower, upper } = quantileRanks(size, 0.95)!;
    let held = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const sample = Float64Array.from({ length: size }, () => random.exponential(1)).sort();
      if (sample[lower - 1]! <= truth && truth <= sample[upper - 1]!) held++;
    }
    assert(held / 1000 >= 0.94, `${size}: received ${held / 1000}`);
  }
});

Deno.test("false findings: no difference, ten runs, four metrics: some metric is called different in at most 8 % of families", () => {
  const random = new Random(8);
  let false_ = 0;
  const families = 150;
  for (let family = 0; family < families; family++) {
    const metrics = ["a", "b", "c", "d"].map((name): PairedMetric => ({
      name,
      better: "lower",
      margin: 0.05,
      ours: Array.from({ length: 10 }, () => 10 + random.normal()),
      theirs: Array.from({ length: 10 }, () => 10 + random.normal()),
    }));
    const verdicts = pairedVerdicts(metrics, random.fork(`family ${family}`));
    if (verdicts.some(({ verdict }) => verdict === "better" || verdict === "worse")) false_++;
  }
  assert(false_ / families <= 0.08, `received ${false_ / families}`);
});

Deno.test("false findings: a difference of exactly the margin is called equivalent in at most 8 % of the trials", () => {
  const random = new Random(9);
  let equivalent = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const ours = Array.from({ length: 10 }, () => 1 + 0.5 * random.normal());
    const metric: PairedMetric = { name: "a", better: "lower", margin: 1, ours, theirs: ours.map(() => 0) };
    const [outcome] = pairedVerdicts([metric], random.fork(`trial ${trial}`));
    if (outcome!.verdict === "equivalent") equivalent++;
  }
  assert(equivalent / TRIALS <= 0.08, `received ${equivalent / TRIALS}`);
});

Deno.test("false findings: Mann-Whitney calls two equal sources different in at most its level, an apart pair nearly always", () => {
  const random = new Random(10);
  let [wrong, found] = [0, 0];
  for (let trial = 0; trial < 1000; trial++) {
    const draw = (shift: number) => Array.from({ length: 7 }, () => random.exponential(1) + shift);
    if (mannWhitney(draw(0), draw(0)).pValue < 0.05) wrong++;
    if (mannWhitney(draw(0), draw(4)).pValue < 0.05) found++;
  }
  assert(wrong <= 65, `received ${wrong} of 1000`);
  assert(found >= 950, `received ${found} of 1000`);
});
