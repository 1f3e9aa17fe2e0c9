import { assert, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { type PairedMetric, pairedVerdicts } from "../../src/statistics/verdict.ts";

const noise = new Random(3);
const theirs = Array.from({ length: 12 }, () => 100 + 5 * noise.normal());
/** Ours differ from theirs by `shift`, give or take `spread`. */
function metric(shift: number, spread: number, rest: Partial<PairedMetric> = {}): PairedMetric {
  const ours = theirs.map((value) => value + shift + spread * noise.normal());
  return { name: "p95", better: "lower", margin: 2, ours, theirs, ...rest };
}
const verdictOf = (one: PairedMetric) => pairedVerdicts([one], new Random(1))[0]!;

Deno.test("verdict: clearly lower is better where lower is better, worse where higher is", () => {
  const better = verdictOf(metric(-10, 1));
  assertEquals(better.verdict, "better");
  assert(better.interval![0] < -9 && better.interval![1] < 0 && better.pValue! < 0.01);
  assertEquals(verdictOf(metric(-10, 1, { better: "higher" })).verdict, "worse");
  assertEquals(verdictOf(metric(10, 1)).verdict, "worse");
});

Deno.test("verdict: within the margin is equivalent, even when the runs show a difference", () => {
  assertEquals(verdictOf(metric(0, 0.5)).verdict, "equivalent");
  const small = verdictOf(metric(0.5, 0.01));
  assert(small.pValue! < 0.05);
  assertEquals(small.verdict, "equivalent");
});

Deno.test("verdict: a wide spread decides nothing", () => {
  const { verdict, interval } = verdictOf(metric(0, 20));
  assertEquals(verdict, "undecided");
  assert(interval![0] < 0 && interval![1] > 0);
});

Deno.test("verdict: fewer than six runs have no interval and so no winner, however far apart", () => {
  const five = verdictOf({ ...metric(-50, 0), ours: [1, 1, 1, 1, 1], theirs: [51, 51, 51, 51, 51] });
  assertEquals([five.verdict, five.interval, five.pValue, five.difference], ["undecided", undefined, undefined, -50]);
  assertEquals(five.why, "too few runs: 5 of at least 6");
});

Deno.test("verdict: pairing sees what the runs' own spread would hide", () => {
  const wild = Array.from({ length: 10 }, (_, run) => 100 + 80 * run);
  const paired = {
    name: "p95",
    better: "lower",
    margin: 1,
    ours: wild.map((value) => value - 3),
    theirs: wild,
  } as const;
  assertEquals(verdictOf(paired).verdict, "better");
});

Deno.test("verdict: senseless input is refused", () => {
  assertThrows(() => verdictOf(metric(1, 1, { margin: 0 })), RangeError, "margin");
  assertThrows(() => verdictOf(metric(1, 1, { ours: [1] })), RangeError, "same runs");
});
