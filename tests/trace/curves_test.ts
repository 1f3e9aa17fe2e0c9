import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { parsePolicy } from "../../src/eviction/create_policy.ts";
import { lruCurve, lruMissRatio, stackDistances } from "../../src/trace/lru_curve.ts";
import { curveSizes, kneeOf, missRatioCurve } from "../../src/trace/miss_ratio_curve.ts";
import { RecencyRanks } from "../../src/trace/recency_ranks.ts";
import { replay } from "../../src/trace/replay.ts";
import { shardsFixedRate } from "../../src/trace/shards.ts";
import { shardsFixedSize } from "../../src/trace/shards_fixed_size.ts";
import { sizeAwareBound } from "../../src/trace/size_aware_bound.ts";
import { traceOf } from "../../src/trace/trace_of.ts";
import { zipfIds } from "./zipf.ts";

const requests = fc.array(fc.oneof(fc.nat(5), fc.nat(50)), { minLength: 1, maxLength: 300 });
const missesOf = (trace: ReturnType<typeof traceOf>, spec: string, capacity: number) =>
  replay(trace, [{ policy: parsePolicy(spec), size: { text: "", capacity, unit: "objects" } }], { clock: () => 0 })[0]!;

Deno.test("stack distances are those of a list that is searched", () => {
  fc.assert(fc.property(requests, (list) => {
    const ranks = new RecencyRanks(51);
    const recent: number[] = [];
    for (const id of list) {
      const at = recent.indexOf(id);
      if (at >= 0) recent.splice(at, 1);
      recent.unshift(id);
      assertEquals(ranks.request(id), at + 1);
    }
  }));
});

Deno.test("stack distances stay exact when the slots are used up and move together", () => {
  const ids = zipfIds({ objects: 3000, requests: 400_000, seed: 5 });
  const trace = traceOf(ids);
  const distances = stackDistances(trace.ids, trace.objects);
  for (const size of [1, 10, 100, 1000, 2500]) {
    assertEquals(lruMissRatio(distances, size), missesOf(trace, "lru", size).missRatio);
  }
});

Deno.test("the exact curve is the LRU replay at every size", () => {
  fc.assert(
    fc.property(requests, (list) => {
      const trace = traceOf(list);
      const sizes = Array.from({ length: trace.objects }, (_, index) => index + 1);
      const curve = lruCurve(stackDistances(trace.ids, trace.objects), sizes);
      sizes.forEach((size, at) => assertAlmostEquals(curve[at]!, missesOf(trace, "lru", size).missRatio, 1e-9));
    }),
    { numRuns: 30 },
  );
});

Deno.test("SHARDS at rate 1 is exact; at a tenth it stays within a point; a fixed size too", () => {
  const trace = traceOf(zipfIds({ objects: 50_000, requests: 500_000, seed: 1 }));
  const sizes = curveSizes(trace.objects, 20).filter((size) => size >= 1000);
  const exact = lruCurve(stackDistances(trace.ids, trace.objects), sizes);
  assertEquals(lruCurve(shardsFixedRate(trace.ids, trace.objects, 1), sizes), exact);
  const worst = (curve: number[]) => Math.max(...curve.map((ratio, at) => Math.abs(ratio - exact[at]!)));
  const bySize = worst(lruCurve(shardsFixedSize(trace.ids, trace.objects, 4096), sizes));
  const byRate = worst(lruCurve(shardsFixedRate(trace.ids, trace.objects, 0.1), sizes));
  assert(byRate < 0.01 && bySize < 0.02, `${byRate} ${bySize}`);
  assertThrows(() => shardsFixedRate(trace.ids, trace.objects, 0), RangeError, "above 0 and at most 1");
});

Deno.test("miniature simulations stay near the whole ones", () => {
  const trace = traceOf(zipfIds({ objects: 50_000, requests: 500_000, seed: 2 }));
  for (const spec of ["lru", "sieve", "s3fifo", "arc", "belady"]) {
    const sizes = [500, 2000, 10_000];
    const curve = missRatioCurve(trace, parsePolicy(spec), sizes, { rate: 0.2 });
    sizes.forEach((size, at) => {
      const off = Math.abs(curve.missRatios[at]! - missesOf(trace, spec, size).missRatio);
      assert(off < 0.02, `${spec} at ${size}: ${off}`);
    });
  }
});

Deno.test("curve sizes rise to the footprint, the knee is where the curve bends", () => {
  assertEquals(curveSizes(1), [1]);
  const sizes = curveSizes(100_000, 16);
  assertEquals([sizes[0], sizes.at(-1), sizes.length], [100, 100_000, 16]);
  const curve = { sizes: [0, 10, 20, 100], missRatios: [1, 0.5, 0.2, 0], rate: 1 };
  assertEquals(kneeOf(curve), 2);
  assertEquals(kneeOf({ sizes: [1, 2, 3], missRatios: [1, 0.5, 0], rate: 1 }), -1);
});

Deno.test("no policy beats the size-aware bound, and Belady comes near it when sizes are equal", () => {
  fc.assert(fc.property(requests, fc.integer({ min: 1, max: 60 }), (list, capacity) => {
    const trace = traceOf(list, { sizes: list.map((id) => 1 + (id * 5) % 7) });
    const [bound] = sizeAwareBound(trace, [capacity]);
    for (const spec of ["lru", "gdsf", "belady", "belady-size", "s3fifo"]) {
      const size = { text: "", capacity, unit: "bytes" } as const;
      const [row] = replay(trace, [{ policy: parsePolicy(spec), size }], { clock: () => 0 });
      assert(row!.missRatio >= bound! - 1e-9, spec);
    }
    const unit = traceOf(list);
    assert(missesOf(unit, "belady", capacity).missRatio >= sizeAwareBound(unit, [capacity])[0]! - 1e-9);
  }));
});
