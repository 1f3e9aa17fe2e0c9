import { assert, assertEquals } from "@std/assert";
import { LatencyHistogram } from "../../src/base/latency_histogram.ts";
import { Random } from "../../src/base/random.ts";
import { blockInterval } from "../../src/statistics/block_interval.ts";

const RUNS = 100;
const BLOCKS = 8;

/** Blocks of exponential latencies; a share of the blocks is slower than the others. */
function blocksOf(random: Random, { size, slowShare }: { size: number; slowShare: number }): LatencyHistogram[] {
  return Array.from({ length: BLOCKS }, () => {
    const block = new LatencyHistogram();
    const meanMs = random.chance(slowShare) ? 15 : 10;
    for (let index = 0; index < size; index++) block.record(random.exponential(meanMs));
    return block;
  });
}

const FIGURES: Readonly<Record<string, (all: LatencyHistogram) => number>> = {
  mean: (all) => all.mean,
  p95: (all) => all.quantile(0.95),
  p99: (all) => all.quantile(0.99),
};

for (const slowShare of [0, 0.3]) {
  for (const [name, figure] of Object.entries(FIGURES)) {
    Deno.test(`block interval: ${name}, ${slowShare} of the blocks slow: eight blocks enclose the true value in 80 to 99.5 % of the runs`, () => {
      const random = new Random(5);
      const truth = new LatencyHistogram();
      for (let run = 0; run < 1000; run++) {
        for (const block of blocksOf(random, { size: 100, slowShare })) truth.merge(block);
      }
      const value = figure(truth);
      let enclosed = 0;
      for (let run = 0; run < RUNS; run++) {
        const [from, to] = blockInterval(blocksOf(random, { size: 100, slowShare }), figure, random)!;
        if (from <= value && value <= to) enclosed++;
      }
      const coverage = enclosed / RUNS;
      assert(coverage >= 0.8 && coverage <= 0.995, `received ${coverage}`);
    });
  }
}

Deno.test("block interval: five blocks carry none, equal ones have no width", () => {
  const block = new LatencyHistogram();
  block.record(7);
  const mean = (all: LatencyHistogram) => all.mean;
  assertEquals(blockInterval(Array(5).fill(block), mean, new Random(1)), undefined);
  const [from, to] = blockInterval(Array(6).fill(block), mean, new Random(1))!;
  assertEquals(from, to);
});
