import { assert, assertEquals } from "@std/assert";
import { readTraceFile } from "../../src/adapters/live/trace_file.ts";
import { parsePolicy } from "../../src/eviction/create_policy.ts";
import { replay } from "../../src/trace/replay.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { checkExpected, type ExpectedRow, readExpected, sharedTraces } from "./expected.ts";

const web07 = () =>
  readTraceFile(new URL("../../scenarios/data/web07.oracleGeneral.bin.zst", import.meta.url).pathname);

function assertExpected(trace: Trace, rows: ExpectedRow[]): void {
  const wrong = rows.map((row) => ({ row, outcome: checkExpected(trace, row) }))
    .filter(({ outcome }) => outcome !== null && !outcome.allowed)
    .map(({ row, outcome }) =>
      `${row.policy} ${row.params} ${row.sizeMode} ${row.size}: ${row.misses}, ${outcome?.misses}`
    );
  assertEquals(wrong, []);
}

Deno.test("the counts that the project promises for web07 at 2048 objects", async () => {
  const size = { text: "2048", capacity: 2048, unit: "objects" } as const;
  const rows = replay(await web07(), ["lru", "fifo", "sieve"].map((name) => ({ policy: parsePolicy(name), size })), {
    clock: () => 0,
  });
  assertEquals(rows.map((row) => [row.policy, row.misses]), [["lru", 33_747], ["fifo", 35_686], ["sieve", 32_025]]);
});

Deno.test("every count of the bundled trace", async () => {
  assertExpected(await web07(), readExpected(new URL("./web07_expected.csv", import.meta.url).pathname));
});

const shared = sharedTraces();
const absentInCi = shared === null && Deno.env.get("CI") === "true";

Deno.test({
  name: "every count of the small shared traces" + (shared === null ? " (skipped: ../shared/traces is absent)" : ""),
  ignore: shared === null && !absentInCi,
  fn: async () => {
    assert(shared !== null, "Cannot check the shared traces: CI must have ../shared/traces: received nothing there");
    const all = readExpected(shared);
    for (const name of ["cs", "multi1", "2_pools", "adaptsize-a"]) {
      const trace = await readTraceFile(`${shared}/${name}.oracleGeneral.bin.zst`);
      assertExpected(trace, all.filter((row) => row.trace === name));
    }
  },
});
