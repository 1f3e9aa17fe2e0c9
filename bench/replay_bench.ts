/**
 * Speed of the replay engine.
 *
 * `deno bench -A bench/replay_bench.ts` compares policies with LRU on the bundled trace.
 *
 * `deno run -A bench/replay_bench.ts --table [--requests 10000000] [--rounds 3] [--large]` makes a Zipf trace, replays every policy over it,
 * and, where gcc and ../shared/tools/lru_limit.c are at hand, prints ratios to that bare C loop (hash look-up and list splice). Both
 * sides are measured by the CPU time of their process, rounds are interleaved, and the best of each counts, since machines that are
 * shared stall now and then. `--large` adds the memory that 100 million requests take.
 */
import process from "node:process";
import { readTraceFile } from "../src/adapters/live/trace_file.ts";
import { Random } from "../src/base/random.ts";
import { parsePolicy } from "../src/eviction/create_policy.ts";
import { createReplay } from "../src/eviction/create_replay.ts";
import { lruCurve, stackDistances } from "../src/trace/lru_curve.ts";
import { curveSizes, missRatioCurve } from "../src/trace/miss_ratio_curve.ts";
import { nextAccess } from "../src/trace/next_access.ts";
import { shardsFixedRate } from "../src/trace/shards.ts";
import { traceOf } from "../src/trace/trace_of.ts";
import type { Trace } from "../src/trace/trace.ts";
import { writeDense } from "../src/trace/write_dense.ts";
import { writeOracleGeneral } from "../src/trace/write_oracle_general.ts";

/** Policies and the ratio to the C loop that the project wants. */
const TARGETS: Readonly<Record<string, number>> = {
  lru: 1.2,
  fifo: 1.5,
  sieve: 1.5,
  clock: 1.2,
  slru: 0.6,
  twoq: 0.6,
  arc: 0.6,
  lfu: 0.6,
  s3fifo: 0.6,
  wtinylfu: 0.35,
  lirs: 0.3,
  gdsf: 0.15,
  belady: 0.1,
};
const CAPACITIES = [10_000, 100_000];

if (Deno.args.includes("--table")) await table();
else if (Deno.args.includes("--child")) {
  // What a cold process does: read, intern, replay.
  const trace = await readTraceFile(Deno.args[1]!);
  const misses = missesOf("lru", 10_000, trace, new Uint32Array(0));
  console.log(JSON.stringify({ misses, cpuSeconds: cpuSeconds(), peakMiB: peakMiB() }));
} else {
  const trace = await readTraceFile(new URL("../scenarios/data/web07.oracleGeneral.bin.zst", import.meta.url).pathname);
  const next = nextAccess(trace.ids, trace.objects);
  for (const name of Object.keys(TARGETS)) {
    Deno.bench({
      name: `replay ${name}, web07, 2,048 objects`,
      group: "replay",
      baseline: name === "lru",
      fn: () => {
        if (missesOf(name, 2048, trace, next) === 0) {
          throw new RangeError("Cannot trust the bench: misses must be above 0");
        }
      },
    });
  }
}

async function table(): Promise<void> {
  const [requests, rounds] = [option("--requests", 10_000_000), option("--rounds", 3)];
  const folder = await Deno.makeTempDir();
  try {
    console.log(
      `Zipf 1.0, ${requests.toLocaleString("en")} requests; best of ${rounds} interleaved rounds, by CPU time`,
    );
    const trace = traceOf(zipf(1_000_000, requests));
    const loop = await compile(folder);
    await save(`${folder}/zipf.bin`, writeOracleGeneral(trace));
    await save(`${folder}/zipf.dense`, writeDense(trace));
    await save(`${folder}/hashed.bin`, writeOracleGeneral({ ...trace, keys: hashedKeys(trace.objects) }));
    const best = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      measurePolicies(trace, best, (capacity) => loop === null ? NaN : runLoop(loop, `${folder}/zipf.bin`, capacity));
      measureCurves(trace, best);
      for (const file of ["zipf.bin", "hashed.bin", "zipf.dense"]) await measureCold(folder, file, trace, best);
    }
    report(best, loop !== null);
    printErrors(trace);
    await measureCommand(`${folder}/zipf.dense`);
    if (Deno.args.includes("--large")) await measureLarge(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function measurePolicies(trace: Trace, best: Map<string, number>, runLoop: (capacity: number) => number): void {
  const next = nextAccess(trace.ids, trace.objects);
  for (const capacity of CAPACITIES) {
    for (const name of Object.keys(TARGETS)) {
      // The loop beside each policy, so that both meet the same neighbours.
      if (Object.keys(TARGETS).indexOf(name) % 4 === 0) keep(best, `C ${capacity}`, runLoop(capacity));
      // Three runs, as the loop makes: the first one is compiled while it runs.
      for (let run = 0; run < 3; run++) {
        keep(best, `${name} ${capacity}`, speedOf(trace, () => missesOf(name, capacity, trace, next)));
      }
    }
  }
}

function measureCurves(trace: Trace, best: Map<string, number>): void {
  const { ids, objects } = trace;
  keep(best, "exact LRU curve", speedOf(trace, () => stackDistances(ids, objects)));
  keep(best, "SHARDS 1 %", speedOf(trace, () => shardsFixedRate(ids, objects, 0.01)));
  const sizes = [1000, 10_000, 100_000];
  keep(
    best,
    "MINISIM 1 %, sieve, 3 sizes",
    speedOf(trace, () => {
      missRatioCurve(trace, parsePolicy("sieve"), sizes, { rate: 0.01 });
    }),
  );
}

async function measureCold(folder: string, file: string, trace: Trace, best: Map<string, number>): Promise<void> {
  const started = performance.now();
  const { cpuSeconds } = await child(`${folder}/${file}`);
  keep(best, `cold process, ${file}, by CPU time`, trace.ids.length / cpuSeconds / 1e6);
  keep(best, `cold process, ${file}, by the clock`, trace.ids.length / (performance.now() - started) / 1000);
}

async function child(path: string): Promise<{ cpuSeconds: number; peakMiB: number }> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", import.meta.resolve("./replay_bench.ts"), "--child", path],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** How far samples are from the exact curve, over sizes from 0.1 % of the objects to all. */
function printErrors(trace: Trace): void {
  const { ids, objects } = trace;
  const sizes = curveSizes(objects);
  const exact = lruCurve(stackDistances(ids, objects), sizes);
  const line = (name: string, curve: readonly number[]) => {
    const errors = curve.map((ratio, at) => Math.abs(ratio - exact[at]!));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const worst = Math.max(...errors);
    const at = sizes[errors.indexOf(worst)]!;
    const from = sizes[errors.findLastIndex((error) => error > 0.01) + 1];
    console.log(
      `${name.padEnd(13)} error mean ${mean.toFixed(4)}, largest ${worst.toFixed(4)} at ${at} objects; ` +
        `at most 0.01 from ${from} objects on`,
    );
  };
  console.log(`\nAgainst the exact LRU curve at ${sizes.length} sizes from ${sizes[0]} to ${objects} objects:`);
  for (const rate of [0.1, 0.01, 0.001]) {
    line(`SHARDS ${rate}`, lruCurve(shardsFixedRate(ids, objects, rate), sizes));
    line(`MINISIM ${rate}`, missRatioCurve(trace, parsePolicy("lru"), sizes, { rate }).missRatios);
  }
}

/** The ten policies that must be exact, four sizes each, in one command. */
async function measureCommand(path: string): Promise<void> {
  const policies = "fifo,lru,clock,lfu,slru,twoq,arc,sieve,s3fifo,belady";
  const started = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("../main.ts", import.meta.url).pathname, "replay", path, "--policy", policies]
      .concat("--size", "0.1%,1%,10%,20%", "--json"),
    stdout: "null",
  }).output();
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `\nten policies at four sizes in one command: ${seconds.toFixed(1)} s by the clock, ${success ? "fine" : "FAILED"}`,
  );
}

async function measureLarge(folder: string): Promise<void> {
  {
    const large = traceOf(zipf(5_000_000, 100_000_000));
    await save(`${folder}/large.bin`, writeOracleGeneral(large));
  }
  const { cpuSeconds, peakMiB } = await child(`${folder}/large.bin`);
  console.log(`100 M requests, oracleGeneral, LRU: ${peakMiB} MiB at most, ${cpuSeconds.toFixed(1)} s of CPU time`);
}

function keep(best: Map<string, number>, name: string, perSecond: number): void {
  best.set(name, Math.max(best.get(name) ?? 0, perSecond));
}

/** M requests a second of CPU time, the compiler's and the collector's threads included. */
function speedOf(trace: Trace, work: () => unknown): number {
  const started = cpuSeconds();
  work();
  return trace.ids.length / (cpuSeconds() - started) / 1e6;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function peakMiB(): number {
  const kib = /VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
  return Math.round(Number(kib) / 1024);
}

/** Keys of 64 bits, none small enough to index a table. */
function hashedKeys(size: number): Trace["keys"] {
  return { size, text: String, bits: (id) => BigInt.asUintN(64, (BigInt(id) + 1n) * 0x9e3779b97f4a7c15n) };
}

function report(best: Map<string, number>, withLoop: boolean): void {
  for (const capacity of CAPACITIES) {
    const loop = best.get(`C ${capacity}`) ?? NaN;
    console.log(`\n${capacity} objects${withLoop ? `: the C loop runs ${loop.toFixed(1)}` : " (no gcc: no ratios)"}`);
    for (const [name, target] of Object.entries(TARGETS)) {
      const speed = best.get(`${name} ${capacity}`)!;
      const ratio = withLoop ? `ratio ${(speed / loop).toFixed(2)}, wanted ${target}` : "";
      console.log(`  ${name.padEnd(10)} ${speed.toFixed(1).padStart(6)}  ${ratio}`);
    }
  }
  console.log("\nM requests/s:");
  for (const [name, speed] of best) if (!/ \d+$/.test(name)) console.log(`${name.padEnd(42)} ${speed.toFixed(1)}`);
}

function missesOf(name: string, capacity: number, trace: Trace, next: Uint32Array): number {
  const context = { capacity, ids: trace.objects, random: new Random(1), byUnits: true };
  const requests = { ids: trace.ids, sizes: null, next, objects: trace.objects, missed: null };
  return createReplay(parsePolicy(name), context).replay(requests, 0, trace.ids.length);
}

/** Ranks drawn by weight 1 / rank, through a guide table; keys are shuffled ranks. */
function zipf(objects: number, requests: number): Uint32Array {
  const random = new Random(42);
  const cumulated = new Float64Array(objects);
  let sum = 0;
  for (let rank = 0; rank < objects; rank++) cumulated[rank] = sum += 1 / (rank + 1);
  const guide = new Int32Array((1 << 20) + 1);
  for (let cell = 0, rank = 0; cell < guide.length; cell++) {
    while (rank < objects - 1 && cumulated[rank]! < (sum * cell) / (1 << 20)) rank++;
    guide[cell] = rank;
  }
  const keys = Uint32Array.from({ length: objects }, (_, rank) => rank);
  for (let at = objects - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [keys[at], keys[other]] = [keys[other]!, keys[at]!];
  }
  return Uint32Array.from({ length: requests }, () => {
    const draw = random.unit();
    let rank = guide[Math.floor(draw * (1 << 20))]!;
    while (rank < objects - 1 && cumulated[rank]! < draw * sum) rank++;
    return keys[rank]!;
  });
}

async function save(path: string, blocks: Iterable<Uint8Array>): Promise<void> {
  using file = await Deno.create(path);
  for (const block of blocks) file.writeSync(block);
}

/** The loop with a clock that stands still while others have the processor. */
async function compile(folder: string): Promise<string | null> {
  try {
    const source = await Deno.readTextFile(new URL("../../shared/tools/lru_limit.c", import.meta.url));
    await Deno.writeTextFile(`${folder}/loop.c`, source.replaceAll("CLOCK_MONOTONIC", "CLOCK_PROCESS_CPUTIME_ID"));
    const { success } = await new Deno.Command("gcc", {
      args: ["-O3", "-march=native", "-o", `${folder}/loop`, `${folder}/loop.c`],
      stderr: "null",
    }).output();
    return success ? `${folder}/loop` : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The best of its runs, in M requests/s. */
function runLoop(loop: string, trace: string, capacity: number): number {
  const { stdout } = new Deno.Command(loop, { args: [trace, String(capacity)] }).outputSync();
  const runs = [...new TextDecoder().decode(stdout).matchAll(/^A .* ([\d.]+) MQPS$/gm)];
  return Math.max(...runs.map((match) => Number(match[1])));
}

function option(name: string, fallback: number): number {
  const at = Deno.args.indexOf(name);
  return at < 0 ? fallback : Number(Deno.args[at + 1]);
}
