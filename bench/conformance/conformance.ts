import { EXIT } from "../../src/base/errors.ts";
import * as groups from "./registered_cases.ts";
import * as libraries from "./registered_libraries.ts";
import { type Cell, runCase, SharedRedis } from "./run_cases.ts";
import { table } from "./table.ts";
import { versionsOf } from "./versions.ts";

// What each library does in the cases that hurt. deno task conformance [--json]

const PATIENCE_MS = 3000;

// A library that drops a promise must not end the comparison.
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());

const redis = new SharedRedis();
Deno.addSignalListener("SIGINT", () => void redis.stop().finally(() => Deno.exit(130)));
// Ours first.
const all = Object.values(libraries).sort((one, other) => Number(!!one.packageName) - Number(!!other.packageName));
const rows: { readonly name: string; readonly cells: readonly Cell[] }[] = [];
try {
  for (const one of Object.values(groups).flat()) {
    const cells: Cell[] = [];
    for (const library of all) cells.push(await runCase(library, one, { patienceMs: PATIENCE_MS, redis }));
    rows.push({ name: one.name, cells });
  }
} finally {
  await redis.stop();
}
const versions = await versionsOf(all);
const described = all.map(({ name, configuration }) => ({ name, version: versions.get(name), configuration }));
const oursFailed = rows.filter(({ cells }) => cells[0]!.outcome !== "pass").map(({ name }) => name);
if (Deno.args.includes("--json")) {
  console.log(JSON.stringify({ patienceMs: PATIENCE_MS, libraries: described, cases: rows }, null, 2));
} else {
  console.log(table(described, rows, PATIENCE_MS));
}
if (oursFailed.length > 0) console.error(`\nOurs must pass every case: it fails ${oursFailed.join("; ")}`);
// Some libraries go on connecting to what is gone.
Deno.exit(oursFailed.length > 0 ? EXIT.budgetBroken : 0);
