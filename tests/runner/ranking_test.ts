import { assert, assertEquals, assertThrows } from "@std/assert";
import { rankingLines } from "../../src/cli/ranking_lines.ts";
import { gateOf } from "../../src/runner/gate.ts";
import { gateLines } from "../../src/cli/gate_lines.ts";
import { liveComparisons } from "../../src/runner/live_comparisons.ts";
import { rankingOf } from "../../src/runner/ranking.ts";
import type { DesignResult } from "../../src/runner/result_schema.ts";
import { sampleResult } from "../report/sample_result.ts";

const SAMPLE = sampleResult({ designs: 1, points: 4 });
const [DESIGN] = SAMPLE.designs as [DesignResult];

/** A design whose runs have all latencies around `ms`, give or take a thousandth, and the same hits. */
function design(name: string, ms: number, runs = 5, wild = 0.001): DesignResult {
  const repeats = Array.from({ length: runs }, (_, index) => {
    const own = ms * (1 + wild * (index - (runs - 1) / 2));
    const latencyMs = { ...DESIGN.latencyMs, mean: own, p50: own, p95: 2 * own, p99: 3 * own };
    return { ...DESIGN.repeats[0]!, seed: index + 1, requests: 1000, errors: 0, hitRatio: 0.6, latencyMs };
  });
  return { ...DESIGN, name, repeats };
}

Deno.test("ranking: pairs that the live runs decide count, each metric by itself; the simulation has them all right", () => {
  const live = liveComparisons([design("a", 10), design("b", 20), design("c", 30)]);
  assertEquals(live.map((one) => `${one.design} against ${one.against}, ${one.test}`), [
    "b against a, mann-whitney",
    "c against a, mann-whitney",
    "c against b, mann-whitney",
  ]);
  const ranking = rankingOf([design("a", 1), design("b", 2), design("c", 3)], live);
  // Six metrics a pair; hits and errors are equal in all of them.
  assertEquals([ranking.pairs, ranking.decided, ranking.alike, ranking.pass], [18, 12, 12, true]);
  assertEquals(
    rankingLines(ranking)[0]!.split(":")[1],
    " 12 of 12 decided pairs are ranked as measured (100.0 %, at least 95.0 % needed; 18 pairs in all)",
  );
});

Deno.test("ranking: a prediction in the wrong order fails, one without any difference too", () => {
  const live = liveComparisons([design("a", 10), design("b", 20), design("c", 30)]);
  const swapped = rankingOf([design("a", 1), design("b", 3), design("c", 2)], live);
  assertEquals([swapped.decided, swapped.alike, swapped.pass], [12, 8, false]);
  assert(rankingLines(swapped).filter((line) => line.includes("WRONG")).every((line) => /^c +b /.test(line)));
  const equal = rankingOf([design("a", 2), design("b", 2), design("c", 2)], live);
  assertEquals([equal.alike, equal.pass], [0, false]);
});

Deno.test("ranking: 80 of 84 decided pairs (95.2 %) are enough, 76 are not", () => {
  // Seven designs have 21 pairs of four latencies each; whoever swaps two neighbours ranks one pair wrong.
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const live = liveComparisons(names.map((name, index) => design(name, 10 + 5 * index)));
  const predicted = (order: readonly number[]) => names.map((name, index) => design(name, order[index]!));
  const one = rankingOf(predicted([2, 1, 3, 4, 5, 6, 7]), live);
  assertEquals([one.decided, one.alike, one.pass], [84, 80, true]);
  const two = rankingOf(predicted([2, 1, 4, 3, 5, 6, 7]), live);
  assertEquals([two.decided, two.alike, two.pass], [84, 76, false]);
});

Deno.test("ranking: what live runs do not decide does not count: equivalent, wild, or fewer than five", () => {
  const predictedWrong = [design("a", 2), design("b", 1)];
  const equivalent = rankingOf(predictedWrong, liveComparisons([design("a", 10), design("b", 10.001)]));
  assertEquals([equivalent.decided, equivalent.pass], [0, null]);
  assertEquals(equivalent.rows[0]!.live, "equivalent");
  const wild = rankingOf(predictedWrong, liveComparisons([design("a", 10, 5, 0.4), design("b", 11, 5, 0.4)]));
  assertEquals([wild.decided, wild.why], [0, "undecided: the live runs decide for no design in any metric"]);
  const few = rankingOf(predictedWrong, liveComparisons([design("a", 10, 4), design("b", 20, 4)]));
  assertEquals([few.decided, few.pass], [0, null]);
  assertEquals(rankingLines(few)[0], "ranking of 6 pairs: undecided, 5 live runs a design needed: received 4");
  assertThrows(
    () => rankingOf([design("a", 1)], liveComparisons([design("a", 1), design("b", 2)])),
    RangeError,
    "rank b",
  );
});

Deno.test("gate: live runs against a live baseline: five a side close it, though their seeds differ; four never do", () => {
  const result = (ms: number, runs: number) => {
    const of = design("a", ms, runs);
    const repeats = of.repeats.map((run) => ({ ...run, seed: run.seed + Math.round(ms) }));
    return { ...SAMPLE, world: "live" as const, interrupted: false, designs: [{ ...of, budgets: [], repeats }] };
  };
  const closed = gateOf(result(20, 5), result(10, 5));
  assertEquals(closed.isOpen, false);
  assert(gateLines(closed)[2].includes("5 runs a side"), gateLines(closed)[2]);
  const open = gateOf(result(20, 4), result(10, 4));
  assertEquals(open.isOpen, true);
  assertEquals(gateLines(open)[2], "baseline: not judged, too few runs: 4 of at least 5 a side");
});
