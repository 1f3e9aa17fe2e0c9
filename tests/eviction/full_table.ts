/**
 * Compares every policy with the counts of another simulator (../shared/traces/expected-*.csv) and prints what differs:
 * `deno run -A tests/eviction/full_table.ts [--policy arc,lirs] [--trace web07,cs] [--all]`.
 * Exit status 1 when a policy that must be exact differs anywhere.
 */
import { checkExpected, type ExpectedRow, readExpected, sharedTraces } from "./expected.ts";
import { readTraceFile } from "../../src/adapters/live/trace_file.ts";

const wanted = (flag: string) => {
  const at = Deno.args.indexOf(flag);
  return at < 0 ? null : new Set((Deno.args[at + 1] ?? "").split(","));
};

const [policies, traces] = [wanted("--policy"), wanted("--trace")];
const directory = sharedTraces();
if (directory === null) {
  console.error("Cannot check the full table: ../shared/traces must be beside the checkout: received nothing there");
  Deno.exit(1);
}
const rows = readExpected(directory).filter((row) =>
  (policies === null || policies.has(row.policy)) && (traces === null || traces.has(row.trace))
);
const tally = new Map<string, { cells: number; equal: number; worst: number; outside: number; setAside: number }>();
for (const [name, ofTrace] of Map.groupBy(rows, (row) => row.trace)) {
  const trace = await readTraceFile(`${directory}/${name}.oracleGeneral.bin.zst`);
  for (const row of ofTrace) report(row, checkExpected(trace, row));
}
let outside = 0;
for (const [name, { cells, equal, worst, outside: bad, setAside }] of [...tally].sort()) {
  outside += bad;
  console.log(
    `${name.padEnd(34)} ${String(equal).padStart(3)} of ${String(cells).padStart(3)} equal, ` +
      `largest difference ${(worst * 100).toFixed(3)} points, ${bad} outside what is allowed` +
      (setAside === 0 ? "" : `, ${setAside} set aside (defects of the reference)`),
  );
}
Deno.exit(outside === 0 ? 0 : 1);

function report(row: ExpectedRow, outcome: ReturnType<typeof checkExpected>): void {
  if (outcome === null) return;
  const key = `${row.policy} ${row.params} ${row.sizeMode}`;
  const sum = tally.get(key) ?? { cells: 0, equal: 0, worst: 0, outside: 0, setAside: 0 };
  tally.set(key, sum);
  sum.cells++;
  if (outcome.setAside) {
    sum.setAside++;
    return;
  }
  if (outcome.misses === row.misses) sum.equal++;
  else sum.worst = Math.max(sum.worst, Math.abs(outcome.misses - row.misses) / row.requests);
  if (!outcome.allowed) sum.outside++;
  if (!outcome.allowed || (Deno.args.includes("--all") && outcome.misses !== row.misses)) {
    console.log(`${row.trace} ${key} at ${row.size}: expected ${row.misses}, received ${outcome.misses}`);
  }
}
