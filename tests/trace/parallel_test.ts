import { assertEquals, assertRejects } from "@std/assert";
import { readTraceFile } from "../../src/adapters/live/trace_file.ts";
import { replayParallel } from "../../src/adapters/live/replay_parallel.ts";
import { saveTraceFile } from "../../src/adapters/live/save_trace.ts";
import { Failure } from "../../src/base/errors.ts";
import { parsePolicies } from "../../src/eviction/create_policy.ts";
import { replay } from "../../src/trace/replay.ts";
import { traceOf } from "../../src/trace/trace_of.ts";
import { zipfIds } from "./zipf.ts";

const ids = zipfIds({ objects: 2000, requests: 30_000, seed: 9 });
const trace = traceOf(ids, { sizes: Array.from(ids, (id) => 1 + id % 9), times: Array.from(ids, (_, at) => at) });

Deno.test("two workers give the rows that one thread gives", async () => {
  const jobs = parsePolicies("lru,belady,random,ttl:ttl=20min").flatMap((policy) => [
    { policy, size: { text: "", capacity: 200, unit: "objects" } as const },
    { policy, size: { text: "", capacity: 900, unit: "bytes" } as const },
  ]);
  const told: string[] = [];
  const rows = await replayParallel(trace, jobs, { workers: 2, onRow: (row) => told.push(row.policy) });
  const facts = (list: typeof rows) => list.map(({ requestsPerSecond: _, ...rest }) => rest);
  assertEquals(facts(rows), facts(replay(trace, jobs, { clock: () => 0 })));
  assertEquals(told.length, jobs.length);
});

Deno.test("a job that cannot be done fails as it would in one thread", async () => {
  const jobs = parsePolicies("lru,slru:segments=0").map((policy) => ({
    policy,
    size: { text: "", capacity: 20, unit: "objects" } as const,
  }));
  await assertRejects(() => replayParallel(trace, jobs, { workers: 2 }), Failure, "segments");
});

Deno.test("a saved trace is read back; a folder that is not there is one clear line", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["t.bin", "t.bin.zst", "t.dense", "t.dense.gz"]) {
    await saveTraceFile(`${folder}/${name}`, trace);
    const read = await readTraceFile(`${folder}/${name}`);
    assertEquals([read.ids, read.sizes, read.times], [trace.ids, trace.sizes, trace.times], name);
  }
  const error = await assertRejects(() => saveTraceFile(`${folder}/no/t.bin`, trace), Failure, "must be writable");
  assertEquals(error.exitStatus, 4);
  await Deno.remove(folder, { recursive: true });
});
