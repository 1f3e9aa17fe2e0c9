import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { Digest } from "../../src/base/digest.ts";
import { EventHeap } from "../../src/base/event_heap.ts";
import { LatencyHistogram } from "../../src/base/latency_histogram.ts";
import { LinkedLists } from "../../src/base/linked_lists.ts";
import { Random } from "../../src/base/random.ts";
import { formatDuration, formatSize, parseDuration, parseSize } from "../../src/base/units.ts";

Deno.test("random: the published sequence of xoshiro128++ from state 1, 2, 3, 4 (rand_xoshiro's test vector)", () => {
  const random = Random.fromState([1, 2, 3, 4]);
  const drawn = Array.from({ length: 10 }, () => random.uint32());
  const published = [
    [641, 1573767, 3222811527, 3517856514, 836907274],
    [4247214768, 3867114732, 1355841295, 495546011, 621204420],
  ];
  assertEquals(drawn, published.flat());
});

Deno.test("random: a seed means the same for ever", () => {
  const random = new Random(1);
  assertEquals([random.uint32(), random.uint32(), random.uint32()], [1308237590, 2494300599, 3788074202]);
});

Deno.test("random: uniform to within five standard errors, forks unrelated", () => {
  const random = new Random(3);
  const counts = new Array(16).fill(0);
  const draws = 160_000;
  for (let draw = 0; draw < draws; draw++) counts[random.below(16)]++;
  const expected = draws / 16;
  for (const count of counts) assertAlmostEquals(count, expected, 5 * Math.sqrt(expected));
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) sum += random.exponential(2);
  assertAlmostEquals(sum / draws, 2, 5 * 2 / Math.sqrt(draws));
  assertNotEquals(new Random(3).fork("a").uint32(), new Random(3).fork("b").uint32());
});

Deno.test("event heap: like a sorted array, with removals", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.record({ push: fc.integer({ min: 0, max: 20 }) }), fc.constant("pop"), fc.constant("remove")),
      ),
      (actions) => {
        const heap = new EventHeap<number>();
        let twin: { due: number; id: number; handle: number }[] = [];
        let nextId = 0;
        for (const action of actions) {
          if (typeof action === "object") {
            const id = nextId++;
            twin.push({ due: action.push, id, handle: heap.push(action.push, id) });
          } else if (action === "pop") {
            const first = twin.toSorted((a, b) => a.due - b.due || a.id - b.id)[0];
            assertEquals(heap.peekDue(), first?.due ?? Infinity);
            assertEquals(heap.pop(), first?.id);
            twin = twin.filter((event) => event !== first);
          } else if (twin.length > 0) {
            const gone = twin[twin.length >> 1]!;
            heap.remove(gone.handle);
            twin = twin.filter((event) => event !== gone);
          }
          assertEquals(heap.size, twin.length);
        }
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("linked lists: like arrays, audited at each step", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 30 }))), (actions) => {
      const lists = new LinkedLists({ lists: 3, ids: 4 });
      const twin: number[][] = [[], [], []];
      for (const [list, id] of actions) {
        const from = twin.findIndex((ids) => ids.includes(id));
        assertEquals(lists.listOf(id), from);
        if (from >= 0) {
          twin[from] = twin[from]!.filter((other) => other !== id);
          lists.remove(id);
        }
        if (from !== list) {
          twin[list]!.unshift(id);
          lists.addFirst(list, id);
        }
        lists.audit();
        twin.forEach((ids, index) => {
          assertEquals([lists.length(index), lists.first(index), lists.last(index)], [
            ids.length,
            ids[0] ?? -1,
            ids.at(-1) ?? -1,
          ]);
        });
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("latency histogram: quantiles within the stated error of the exact ones, merging is adding", () => {
  const value = fc.oneof(fc.double({ min: 1e-6, max: 1e7, noNaN: true }), fc.integer({ min: 0, max: 1000 }));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1 }),
      fc.array(value),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, two, share) => {
        const histogram = new LatencyHistogram();
        const other = new LatencyHistogram();
        one.forEach((ms) => histogram.record(ms));
        two.forEach((ms) => other.record(ms));
        histogram.merge(LatencyHistogram.fromData(JSON.parse(JSON.stringify(other.toData()))));
        const sorted = [...one, ...two].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
        assertAlmostEquals(histogram.quantile(share), exact, exact * LatencyHistogram.relativeError * 1.0001 + 1e-7);
        assertEquals([histogram.count, histogram.min, histogram.max], [sorted.length, sorted[0], sorted.at(-1)]);
      },
    ),
    { numRuns: 300 },
  );
  assert(LatencyHistogram.relativeError <= 0.01);
  assertThrows(() => new LatencyHistogram().record(-1), RangeError, "received -1");
});

Deno.test("digest: order and value both matter", () => {
  const of = (...values: (number | string)[]) => {
    const digest = new Digest();
    for (const value of values) typeof value === "number" ? digest.addNumber(value) : digest.addText(value);
    return digest.hex();
  };
  assertEquals(of(1, "a"), of(1, "a"));
  assertEquals(new Set([of(1, 2), of(2, 1), of(1), of(1.000001), of(1e12), of(2e12), of("a"), of("b"), of()]).size, 9);
});

Deno.test("units: read with a unit only, printed as a person would", () => {
  assertEquals([parseDuration("250ms", "--ttl"), parseDuration("5min", "--ttl"), parseSize("64MB", "--size")], [
    250,
    300_000,
    64e6,
  ]);
  assertThrows(
    () => parseDuration("20", "--duration"),
    Error,
    "Cannot read --duration: it must be a duration such as 250ms",
  );
  assertThrows(() => parseDuration("-5s", "--duration"), Error, 'received "-5s"');
  assertEquals([formatDuration(0), formatDuration(1500), formatSize(1234), formatSize(25_000_000)], [
    "0 ms",
    "1.5 s",
    "1.23 KB",
    "25 MB",
  ]);
});
