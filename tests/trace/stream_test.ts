import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/base/errors.ts";
import { registryNames } from "../../src/base/registry.ts";
import { parsePolicies, parsePolicy } from "../../src/eviction/create_policy.ts";
import * as registered from "../../src/eviction/registered.ts";
import { oracleGeneral } from "../../src/trace/formats/oracle_general.ts";
import { plain } from "../../src/trace/formats/plain.ts";
import { replay } from "../../src/trace/replay.ts";
import { StreamReplay } from "../../src/trace/stream_replay.ts";
import { popularity, reuseDistances, workingSet } from "../../src/trace/trace_shape.ts";
import { stackDistances } from "../../src/trace/lru_curve.ts";
import { traceOf } from "../../src/trace/trace_of.ts";
import { writeOracleGeneral } from "../../src/trace/write_oracle_general.ts";
import { zipfIds } from "./zipf.ts";

Deno.test("a streamed replay counts what a replay in memory counts, for every policy", () => {
  const ids = zipfIds({ objects: 5000, requests: 80_000, seed: 3 });
  const trace = traceOf(ids, { sizes: Array.from(ids, (id) => 1 + id % 50) });
  const units = [{ text: "", capacity: 300, unit: "objects" }, { text: "", capacity: 9000, unit: "bytes" }] as const;
  const jobs = parsePolicies(registryNames(registered).filter((name) => name !== "ttl").join(","))
    .flatMap((policy) => units.map((size) => ({ policy, size })));
  const stream = new StreamReplay(jobs, { clock: () => 0 });
  const reader = oracleGeneral.reader(stream.sink, { name: "test" });
  for (const block of writeOracleGeneral(trace)) reader.push(block);
  reader.end();
  const facts = (rows: ReturnType<typeof replay>) => rows.map(({ windowMisses: _, ...rest }) => rest);
  assertEquals(facts(stream.rows()), facts(replay(trace, jobs, { clock: () => 0 })));
});

Deno.test("what cannot be streamed says why", () => {
  const push = (spec: string, unit: "objects" | "bytes") => () => {
    const stream = new StreamReplay([{ policy: parsePolicy(spec), size: { text: "", capacity: 9, unit } }], {
      clock: () => 0,
    });
    const reader = plain.reader(stream.sink, { name: "test" });
    reader.push(new TextEncoder().encode("a\nb\n"));
    reader.end();
  };
  assertThrows(push("belady", "objects"), Failure, "must say when each key comes next");
  assertThrows(push("lru", "bytes"), Failure, "must carry sizes");
});

Deno.test("popularity, reuse and working set of a small trace", () => {
  const trace = traceOf([1, 2, 1, 3, 1, 2, 4, 4]);
  assertEquals(popularity(trace).points, [{ x: 1, y: 3 }, { x: 2, y: 2 }, { x: 3, y: 2 }, { x: 4, y: 1 }]);
  assertEquals(popularity(trace).onceOnly, 1);
  assertEquals(reuseDistances(stackDistances(trace.ids, trace.objects)), [
    { x: 1, y: 1 / 8 },
    { x: 2, y: 2 / 8 },
    { x: 4, y: 1 / 8 },
  ]);
  assertEquals(workingSet(trace, 2), [{ distinct: 3, fresh: 3 }, { distinct: 3, fresh: 1 }]);
  const zipf = popularity(traceOf(zipfIds({ objects: 1000, requests: 200_000, seed: 1 })));
  assertEquals(Math.round(zipf.zipfExponent * 10) / 10, 1);
});
