import { assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { Failure } from "../../src/base/errors.ts";
import { parsePolicy } from "../../src/eviction/create_policy.ts";
import { replay } from "../../src/trace/replay.ts";
import { traceOf } from "../../src/trace/trace_of.ts";
import { replayWithTtl } from "../../src/trace/ttl_replay.ts";

const job = (capacity: number) =>
  ({ policy: parsePolicy("lru"), size: { text: "", capacity, unit: "objects" } }) as const;
const traces = fc.array(fc.record({ key: fc.nat(12), gap: fc.nat(4) }), { minLength: 1, maxLength: 200 }).map(
  (steps) => {
    let now = 0;
    return traceOf(steps.map(({ key }) => key), { times: steps.map(({ gap }) => now += gap) });
  },
);

Deno.test("causes are those of a naive cache", () => {
  fc.assert(
    fc.property(traces, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (trace, capacity, ttl) => {
      const found = replayWithTtl(trace, job(capacity), { ttl: { kind: "fixed", ttlMs: ttl * 1000 } });
      const loaded = new Map<number, number>();
      let recent: number[] = [];
      const causes = { compulsory: 0, expired: 0, capacity: 0 };
      trace.ids.forEach((id, at) => {
        const now = trace.times![at]!;
        const good = loaded.has(id) && now < loaded.get(id)! + ttl;
        const there = good && recent.includes(id);
        recent = [id, ...recent.filter((one) => one !== id && (one !== id))].slice(0, Infinity);
        if (!there) {
          if (!loaded.has(id)) causes.compulsory++;
          else if (!good) causes.expired++;
          else causes.capacity++;
          loaded.set(id, now);
        }
        recent = recent.slice(0, capacity);
      });
      assertEquals({ compulsory: found.compulsory, expired: found.expired, capacity: found.capacity }, causes);
    }),
  );
});

Deno.test("without a limit in time the causes add up to the plain replay", () => {
  fc.assert(fc.property(traces, fc.integer({ min: 1, max: 12 }), (trace, capacity) => {
    const found = replayWithTtl(trace, job(capacity), { ttl: { kind: "fixed", ttlMs: 1e12 } });
    const [row] = replay(trace, [job(capacity)], { clock: () => 0 });
    assertEquals([found.misses, found.compulsory, found.expired], [row!.misses, trace.objects, 0]);
  }));
});

Deno.test("writes, classes and the trace's own times to live", () => {
  const trace = traceOf([1, 1, 1, 1], { times: [0, 1, 2, 30] });
  const writes = { positions: Uint32Array.of(2), ids: Uint32Array.of(0) };
  const options = { ttl: { kind: "fixed", ttlMs: 10_000 } } as const;
  const causes = replayWithTtl({ ...trace, writes }, job(5), options);
  assertEquals([causes.compulsory, causes.invalidated, causes.expired, causes.misses], [1, 1, 1, 3]);
  const forever = replayWithTtl({ ...trace, times: null, writes }, job(5), { ttl: { kind: "none" } });
  assertEquals([forever.compulsory, forever.invalidated, forever.expired, forever.misses], [1, 1, 0, 2]);
  const classes = [{ share: 1, ttlMs: 1000 }, { share: 0, ttlMs: 1e9 }];
  assertEquals(replayWithTtl(trace, job(5), { ttl: { kind: "classes", classes } }).expired, 3);
  const own = { ...trace, ttlTicks: Uint32Array.of(2, 2, 0, 0) };
  assertEquals(replayWithTtl(own, job(5), { ttl: { kind: "trace" } }).expired, 1);
  assertThrows(() => replayWithTtl(trace, job(5), { ttl: { kind: "trace" } }), Failure, "must carry them");
  assertThrows(() => replayWithTtl(traceOf([1]), job(5), options), Failure, "must carry times");
  assertThrows(() => replayWithTtl(trace, job(5), { ttl: { kind: "fixed", ttlMs: 0 } }), Failure, "above 0 ms");
});
