import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { constantArrivals, poissonArrivals, varyingArrivals } from "../../src/workload/arrivals.ts";
import { Popularity } from "../../src/workload/popularity.ts";
import { recordedTraffic } from "../../src/workload/recorded_traffic.ts";
import type { RecordedItems, ScenarioContext } from "../../src/workload/scenario.ts";
import { ACTIONS, FLAG } from "../../src/workload/schedule.ts";
import { ScheduleBuilder } from "../../src/workload/schedule_builder.ts";
import { Zipf } from "../../src/workload/zipf.ts";

for (
  const { items, alpha } of [{ items: 1, alpha: 1 }, { items: 50, alpha: 0 }, { items: 200, alpha: 0.9 }, {
    items: 30,
    alpha: 2.5,
  }]
) {
  Deno.test(`Zipf, ${items} items, alpha ${alpha}: every rank is drawn as often as it should (chi-square)`, () => {
    const zipf = new Zipf({ items, alpha });
    const random = new Random(11);
    const draws = 200_000;
    const seen = new Float64Array(items);
    for (let count = 0; count < draws; count++) seen[zipf.draw(random)]!++;
    const weights = Array.from({ length: items }, (_, rank) => (rank + 1) ** -alpha);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const chiSquare = weights.reduce((sum, weight, rank) => {
      const expected = draws * weight / total;
      return sum + (seen[rank]! - expected) ** 2 / expected;
    }, 0);
    // Mean items - 1, variance twice that: six standard deviations.
    assert(chiSquare <= items - 1 + 6 * Math.sqrt(2 * items), `chi-square ${chiSquare}`);
  });
}

Deno.test("Zipf: senseless settings are refused", () => {
  for (const items of [0, 1.5, NaN, 2 ** 25]) assertThrows(() => new Zipf({ items, alpha: 1 }), RangeError, "items");
  for (const alpha of [-1, 4, NaN]) assertThrows(() => new Zipf({ items: 5, alpha }), RangeError, "alpha");
});

Deno.test("popularity: without churn the shape stays; with churn other items become popular, the shape stays", () => {
  const HOUR = 3_600_000;
  const topAt = (churnPerHour: number) => {
    const popularity = new Popularity({ items: 200, alpha: 1, churnPerHour, random: new Random(4) });
    return [0, 4 * HOUR].map((atMs) => {
      const counts = new Map<number, number>();
      for (let draw = 0; draw < 20_000; draw++) {
        const item = popularity.draw(atMs);
        assert(item >= 0 && item < 200);
        counts.set(item, (counts.get(item) ?? 0) + 1);
      }
      const sorted = [...counts].sort(([, one], [, other]) => other - one);
      return { items: sorted.slice(0, 10).map(([item]) => item), share: sorted[0]![1] / 20_000 };
    });
  };
  const [before, after] = topAt(0);
  assertEquals(new Set([...before!.items.slice(0, 4), ...after!.items.slice(0, 4)]).size, 4);
  const [early, late] = topAt(0.5);
  assert(late!.items.filter((item) => early!.items.includes(item)).length <= 5);
  assertAlmostEquals(early!.share, late!.share, 0.02);
  assert(before!.items.some((item) => item > 9), "the popular items are not those with the smallest numbers");
});

Deno.test("arrivals: constant ones are even; Poisson's gaps have the asked mean and an exponential's spread", () => {
  const even = constantArrivals(50);
  assertEquals([even(), even(), even()], [20, 40, 60]);
  const arrivals = poissonArrivals(50, new Random(2));
  const times = Array.from({ length: 100_000 }, arrivals);
  assertAlmostEquals(times.at(-1)! / 100_000, 20, 0.3);
  const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
  const variance = gaps.reduce((sum, gap) => sum + (gap - 20) ** 2, 0) / gaps.length;
  assertAlmostEquals(Math.sqrt(variance), 20, 0.5);
  for (const rate of [0, -1, NaN, Infinity]) assertThrows(() => constantArrivals(rate), RangeError, "above 0");
});

Deno.test("arrivals: a varying rate is followed in every part", () => {
  const rateAt = (atMs: number) => atMs < 100_000 ? 20 : 80;
  const arrivals = varyingArrivals(100, rateAt, new Random(3));
  const counts = [0, 0];
  for (let atMs = arrivals(); atMs < 200_000; atMs = arrivals()) counts[atMs < 100_000 ? 0 : 1]!++;
  assertAlmostEquals(counts[0]! / 2000, 1, 0.1);
  assertAlmostEquals(counts[1]! / 8000, 1, 0.05);
});

Deno.test("schedule builder: times must not go backwards; flags have their shares and mutations ask nothing", () => {
  const mix = { clients: 10, conditionalShare: 0.3, gzipOnlyShare: 0.2, identityOnlyShare: 0.1 };
  const builder = new ScheduleBuilder({ random: new Random(1), mix });
  for (let index = 0; index < 20_000; index++) {
    builder.add({ atMs: index, action: index % 10 === 0 ? "update-product" : "product-page", item: 1 });
  }
  assertThrows(() => builder.add({ atMs: 5, action: "static", item: 1 }), RangeError, "received 5 after 19999");
  const { flags, client, action, count } = builder.finish({ products: 2, durationMs: 20_000 });
  const shareOf = (flag: number, of: (index: number) => boolean) => {
    const among = [...flags.keys()].filter(of);
    return among.filter((index) => flags[index]! & flag).length / among.length;
  };
  const isGet = (index: number) => ACTIONS[action[index]!] !== "update-product";
  assertAlmostEquals(shareOf(FLAG.conditional, isGet), 0.3, 0.02);
  assertEquals(shareOf(FLAG.conditional, (index) => !isGet(index)), 0);
  assertAlmostEquals(shareOf(FLAG.gzipOnly, isGet), 0.2, 0.02);
  assertAlmostEquals(shareOf(FLAG.identityOnly, isGet), 0.1, 0.02);
  assertEquals([count, new Set(client).size, Math.max(...client)], [20_000, 10, 9]);
});

const context = (more: Partial<ScenarioContext> = {}): ScenarioContext => ({
  random: new Random(6),
  rateRps: 100,
  durationMs: undefined,
  recording: undefined,
  ...more,
});
const recording: RecordedItems = {
  items: Uint32Array.from({ length: 5000 }, (_, index) => (index * index) % 97),
  products: 97,
  atMs: null,
  warnings: ["line 3: not understood"],
};

Deno.test("recorded traffic: the real order is kept, with price changes of recorded products among it", () => {
  const schedule = recordedTraffic(context(), recording, { mutationsPerSecond: 5 });
  const pages = [...schedule.item].filter((_, index) => ACTIONS[schedule.action[index]!] === "product-page");
  assertEquals(pages, [...recording.items]);
  const changes = schedule.count - pages.length;
  assertAlmostEquals(changes / (schedule.durationMs / 1000), 5, 1.5);
  assert([...schedule.item].every((item) => recording.items.includes(item)));
  assert(schedule.atMs.every((atMs, index) => atMs >= (schedule.atMs[index - 1] ?? 0)));
  assertAlmostEquals(schedule.durationMs / 1000, 50, 4);
  assertEquals(schedule.warnings, recording.warnings);
  assertEquals(recordedTraffic(context(), recording, { mutationsPerSecond: 0 }).count, 5000);
});

Deno.test("recorded traffic: a shorter duration cuts it, a longer one is warned of", () => {
  const cut = recordedTraffic(context({ durationMs: 10_000 }), recording, { mutationsPerSecond: 0 });
  assertAlmostEquals(cut.count, 1000, 150);
  assertEquals([cut.durationMs, [...cut.item]], [10_000, [...recording.items.slice(0, cut.count)]]);
  const long = recordedTraffic(context({ durationMs: 1_000_000 }), recording, { mutationsPerSecond: 0 });
  assertEquals([long.count, long.warnings.length], [5000, 2]);
  assert(long.warnings[1]!.includes("5000 requests last less than the asked duration"));
});
