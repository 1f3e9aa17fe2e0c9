import process from "node:process";
import postgres from "postgres";
import { startTopology } from "../src/adapters/live/servers/topology.ts";
import { createDatabaseOptimizer, type DatabaseOptimizerFace } from "../src/mod.ts";

// `deno run --allow-all bench/database_bench.ts --table` prints ratios within one interleaved run: a hit of the query cache against a Map whose
// key is made of statement and parameter as any cache must, and a miss against bare postgres.js, 64 callers at once, processor time.
const SQL = "SELECT id, name FROM goods WHERE id = $1";
const KEYS = 1000;
const hits = createDatabaseOptimizer({ url: "sqlite::memory:" });
await hits.executeWithStats("CREATE TABLE goods (id integer PRIMARY KEY, name text)");
await hits.executeWithStats(
  `INSERT INTO goods WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < ${
    KEYS - 1
  }) SELECT n, 'name' FROM r`,
);
for (let id = 0; id < KEYS; id++) await hits.executeWithStats(SQL, [id]);
const map = new Map<string, { readonly rows: readonly unknown[] }>();
for (let id = 0; id < KEYS; id++) map.set(`${SQL}[${id}]`, { rows: [id] });

let turn = 0;
const nextKey = () => (turn = (turn + 7919) % KEYS);
const mapGet = () => map.get(`${SQL}[${nextKey()}]`)!.rows.length;
const hit = () => rowsOf(hits.executeWithStats(SQL, [nextKey()]));

if (Deno.args.includes("--table")) {
  console.log(`hit: ${median(Array.from({ length: 9 }, () => timed(hit) / timed(mapGet))).toFixed(2)} x a Map`);
  await missTable();
  await hits.close();
} else {
  const group = "query cache hit";
  Deno.bench("a Map by a key made of statement and parameter", { group, baseline: true }, () => void mapGet());
  Deno.bench("executeWithStats", { group }, () => void hit());
}

function timed(work: () => number): number {
  const startedMs = performance.now();
  let rows = 0;
  for (let count = 0; count < 200_000; count++) rows += work();
  if (rows !== 200_000) throw new RangeError("Cannot trust the bench: every look-up must hit");
  return performance.now() - startedMs;
}

function rowsOf(answer: ReturnType<DatabaseOptimizerFace["executeWithStats"]>): number {
  return answer instanceof Promise ? 0 : answer.rows.length;
}

async function missTable(): Promise<void> {
  const callers = 64;
  const topology = await startTopology();
  const { url } = topology.shards[0]!.primary;
  const bare = postgres(url, { max: callers, fetch_types: false, onnotice: () => {} });
  await bare`CREATE TABLE goods AS SELECT g AS id, 'name ' || g AS name FROM generate_series(1, 10000) g`;
  await bare`ALTER TABLE goods ADD PRIMARY KEY (id)`;
  const uncached = createDatabaseOptimizer({ url, maxConnections: callers, cache: false });
  const missing = createDatabaseOptimizer({ url, maxConnections: callers, cache: { maxEntries: 1 } });
  const arms: Record<string, (id: number) => unknown> = {
    "bare postgres.js": (id) => bare.unsafe(SQL, [id], { prepare: true }),
    "optimizer, no query cache": (id) => uncached.executeWithStats(SQL, [id]),
    "optimizer, every look-up a miss": (id) => missing.executeWithStats(SQL, [id]),
  };
  const costs = new Map<string, number[]>();
  for (let round = 0; round < 8; round++) {
    for (const [name, ask] of Object.entries(arms)) {
      const before = process.cpuUsage();
      let asked = 0;
      await Promise.all(Array.from({ length: callers }, async () => {
        while (asked < 5000) await ask(1 + (asked++ * 7919) % 10000);
      }));
      const { user, system } = process.cpuUsage(before);
      // The first rounds are the compiler's.
      if (round >= 2) costs.set(name, [...costs.get(name) ?? [], (user + system) / 5000]);
    }
  }
  const base = median(costs.get("bare postgres.js")!);
  for (const [name, found] of costs) {
    console.log(`${name}: ${median(found).toFixed(1)} us of processor time, ${(median(found) / base).toFixed(2)} x`);
  }
  await Promise.all([uncached.close(), missing.close(), bare.end({ timeout: 1 })]);
  await topology.stop();
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1]!;
}
