/**
 * Speed of the replay engine.
 *
 * `deno bench -A bench/replay_bench.ts` compares policies with LRU on the bundled trace.
 *
 * `deno run -A bench/replay_bench.ts --table [--requests 10000000] [--rounds 5]` makes a Zipf trace, replays every policy over it, and,
 * where gcc and ../shared/tools/lru_limit.c are at hand, prints ratios to that bare C loop (hash look-up and list splice).
 * Rounds are interleaved and the best of each counts, since machines that are shared stall now and then.
 */
import { readTraceFile } from "../src/adapters/live/trace_file.ts";
import { Random } from "../src/base/random.ts";
import { createPolicy, parsePolicy } from "../src/eviction/create_policy.ts";
import { lruCurve, stackDistances } from "../src/trace/lru_curve.ts";
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
  console.log(missesOf("lru", 10_000, trace, new Uint32Array(0)));
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
  const [requests, rounds] = [option("--requests", 10_000_000), option("--rounds", 5)];
  const folder = await Deno.makeTempDir();
  try {
    console.log(
      `Zipf 1.0, ${requests.toLocaleString("en")} requests; best of ${rounds} interleaved rounds, M requests/s`,
    );
    const trace = traceOf(zipf(1_000_000, requests));
    await save(`${folder}/zipf.bin`, writeOracleGeneral(trace));
    await save(`${folder}/zipf.dense`, writeDense(trace));
    const loop = await compile(folder);
    const best = new Map<string, number>();
    for (let round = 0; round < rounds; round++) await measure(trace, { folder, loop, best });
    report(best, loop !== null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measure(
  trace: Trace,
  with_: { folder: string; loop: string | null; best: Map<string, number> },
): Promise<void> {
  const keep = (name: string, perSecond: number) => {
    with_.best.set(name, Math.max(with_.best.get(name) ?? 0, perSecond));
  };
  const next = nextAccess(trace.ids, trace.objects);
  const timed = (name: string, work: () => unknown) => {
    const started = performance.now();
    work();
    keep(name, trace.ids.length / (performance.now() - started) / 1000);
  };
  for (const capacity of CAPACITIES) {
    if (with_.loop !== null) keep(`C ${capacity}`, await runLoop(with_.loop, `${with_.folder}/zipf.bin`, capacity));
    for (const name of Object.keys(TARGETS)) timed(`${name} ${capacity}`, () => missesOf(name, capacity, trace, next));
    if (with_.loop !== null) keep(`C ${capacity}`, await runLoop(with_.loop, `${with_.folder}/zipf.bin`, capacity));
  }
  timed("exact LRU curve", () => lruCurve(stackDistances(trace.ids, trace.objects), [1000, 100_000]));
  timed("SHARDS 1 %", () => lruCurve(shardsFixedRate(trace.ids, trace.objects, 0.01), [1000, 100_000]));
  for (const file of ["zipf.bin", "zipf.dense"]) {
    const started = performance.now();
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", import.meta.resolve("./replay_bench.ts"), "--child", `${with_.folder}/${file}`],
    }).output();
    if (success) keep(`cold process, ${file}`, trace.ids.length / (performance.now() - started) / 1000);
  }
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
  console.log("");
  for (const [name, speed] of best) if (!/ \d+$/.test(name)) console.log(`${name.padEnd(28)} ${speed.toFixed(1)}`);
}

function missesOf(name: string, capacity: number, trace: Trace, next: Uint32Array): number {
  const policy = createPolicy(parsePolicy(name), { capacity, ids: trace.objects, random: new Random(1) });
  const requests = { ids: trace.ids, sizes: null, next, objects: trace.objects, missed: null };
  return policy.replay(requests, 0, trace.ids.length);
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

async function compile(folder: string): Promise<string | null> {
  const source = new URL("../../shared/tools/lru_limit.c", import.meta.url).pathname;
  try {
    const { success } = await new Deno.Command("gcc", {
      args: ["-O3", "-march=native", "-o", `${folder}/lru_limit`, source],
      stderr: "null",
    }).output();
    return success ? `${folder}/lru_limit` : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The best of its runs, in M requests/s. */
async function runLoop(loop: string, trace: string, capacity: number): Promise<number> {
  const { stdout } = await new Deno.Command(loop, { args: [trace, String(capacity)] }).output();
  return Math.max(
    ...[...new TextDecoder().decode(stdout).matchAll(/^A .* ([\d.]+) MQPS$/gm)].map((match) => Number(match[1])),
  );
}

function option(name: string, fallback: number): number {
  const at = Deno.args.indexOf(name);
  return at < 0 ? fallback : Number(Deno.args[at + 1]);
}
