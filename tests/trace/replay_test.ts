import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/base/errors.ts";
import { parsePolicies, parsePolicy } from "../../src/eviction/create_policy.ts";
import { footprintOf, parseCacheSizes } from "../../src/trace/cache_size.ts";
import { replay } from "../../src/trace/replay.ts";
import { traceOf } from "../../src/trace/trace_of.ts";

const objects = (capacity: number) => ({ text: String(capacity), capacity, unit: "objects" }) as const;

Deno.test("a row counts misses, missed bytes, windows and speed", () => {
  let now = 0;
  const trace = traceOf([1, 2, 1, 3, 1, 2], { sizes: [10, 20, 10, 30, 10, 20] });
  const [row] = replay(trace, [{ policy: parsePolicy("lru"), size: objects(2) }], {
    clock: () => now += 500,
    windows: 3,
  });
  assertEquals(row, {
    policy: "lru",
    size: 2,
    sizeUnit: "objects",
    requests: 6,
    misses: 4,
    missRatio: 4 / 6,
    byteMissRatio: 80 / 100,
    requestsPerSecond: 12,
    windowMisses: [2, 1, 1],
  });
});

Deno.test("a trace without sizes cannot be replayed by bytes", () => {
  const size = { text: "1KB", capacity: 1000, unit: "bytes" } as const;
  assertThrows(
    () => replay(traceOf([1]), [{ policy: parsePolicy("lru"), size }], { clock: () => 0 }),
    Failure,
    "must carry sizes",
  );
});

Deno.test("sizes: shares, objects, bytes; nothing senseless", () => {
  const footprint = footprintOf(traceOf([1, 2, 1], { sizes: [100, 50, 300] }));
  assertEquals(footprint, { objects: 2, bytes: 150 });
  assertEquals(
    parseCacheSizes("29%,3,1KiB,50%B", { objects: 100, bytes: 1000 }).map((size) => [size.capacity, size.unit]),
    [
      [29, "objects"],
      [3, "objects"],
      [1024, "bytes"],
      [500, "bytes"],
    ],
  );
  for (const wrong of ["0", "0%", "101%", "-1", "1.5", "many", "0B", ""]) {
    assertThrows(() => parseCacheSizes(wrong, footprint), Failure, "must be");
  }
});

Deno.test("policies as written: options, lists, what was meant", () => {
  assertEquals(parsePolicies("lru,slru:segments=2,sieve").map((spec) => spec.text), [
    "lru",
    "slru:segments=2",
    "sieve",
  ]);
  assertEquals(parsePolicies("twoq:in=0.3,out=0.4,fifo").map((spec) => spec.options), [{ in: 0.3, out: 0.4 }, {}]);
  assertThrows(() => parsePolicy("seive"), Failure, "did you mean sieve?");
  assertThrows(() => parsePolicy("slru:segment=4"), Failure, "did you mean segments?");
  assertThrows(() => parsePolicy("lru:x=1"), Failure, "it takes none");
  assertThrows(() => parsePolicy("slru:segments"), Failure, "name=value");
  const run = (spec: string) => () =>
    replay(traceOf([1]), [{ policy: parsePolicy(spec), size: objects(4) }], { clock: () => 0 });
  assertThrows(run("slru:segments=0"), Failure, "segments");
  assertThrows(run("clock:bits=x"), Failure, "bits");
});
