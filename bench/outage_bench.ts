import { createCacheStrategy } from "../src/mod.ts";
import { type RedisSentinelServers, startRedisSentinels } from "../src/adapters/live/servers/redis_sentinels.ts";
import { startRedisServer } from "../src/adapters/live/servers/redis_server.ts";

// What a Redis that is killed, hung or failing over costs those who ask: 1,000 look-ups a second in an open loop, each of a key that is
// not in memory, three seconds before, during and after. Who asked before the breaker opened has met the fault; it is open until
// Redis is back or has a hit again. What is added is the difference of percentiles to a run without a fault, which stands beside it.
// deno task bench:outage

const RATE = 1000;
const PHASE_MS = 3000;
const DEADLINE_MS = 50;
const KEYS = 2000;

const PHASES = ["before", "met", "opened", "after"] as const;
type Phase = typeof PHASES[number];

interface Outage {
  readonly name: string;
  readonly url: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

interface Measured {
  readonly requests: number;
  readonly failures: number;
  readonly factories: number;
  readonly degraded: number;
  /** Of the first look-up after the fault; undefined without a fault. */
  readonly firstMs: number | undefined;
  /** From the fault to the first hit of the second level; undefined without a fault. */
  readonly outageMs: number | undefined;
  /** From the call to the value, in ascending order: those that met the fault were asked before the breaker opened. */
  readonly latencies: Readonly<Record<Phase, number[]>>;
}

async function measure({ name, url, begin, end }: Outage): Promise<Measured> {
  let faultMs = Infinity;
  // Without a fault nothing opens the breaker: the same three seconds stand for it.
  let openedMs = name === "no fault" ? 0 : Infinity;
  let recoveredMs = Infinity;
  const cacheStrategy = createCacheStrategy({
    l1: { maxEntries: 10 },
    l2: { url, prefix: `${name}:`, deadlineMs: DEADLINE_MS },
    onEvent: (event) => {
      const nowMs = performance.now();
      if (nowMs < faultMs || name === "no fault") return;
      if (event.kind === "degraded" && event.component === "l2") openedMs = Math.min(openedMs, nowMs);
      const isHit = event.kind === "lookup" && event.tier === "l2" && event.outcome === "hit";
      if (isHit && nowMs > openedMs) recoveredMs = Math.min(recoveredMs, nowMs);
    },
  });
  const latencies: Measured["latencies"] = { before: [], met: [], opened: [], after: [] };
  let [failures, factories] = [0, 0];
  let firstMs: number | undefined;
  const load = () => {
    factories++;
    return Promise.resolve({ price: 1 });
  };
  const ask = async (index: number, phase: Phase | undefined): Promise<void> => {
    const askedMs = performance.now();
    const isFirst = phase !== "before" && phase !== undefined && faultMs < Infinity && firstMs === undefined;
    if (isFirst) firstMs = NaN;
    try {
      await cacheStrategy.getOrSet(`product:${index % KEYS}`, load);
      const tookMs = performance.now() - askedMs;
      if (phase !== undefined) latencies[phase].push(tookMs);
      if (isFirst) firstMs = tookMs;
    } catch {
      failures++;
    }
  };
  for (let index = 0; index < KEYS; index++) await ask(index, undefined);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = { factories, degraded: cacheStrategy.stats().degraded };
  const answers: Promise<void>[] = [];
  const acting: (Promise<void> | void)[] = [];
  const startedMs = performance.now();
  const [beginMs, endMs] = [startedMs + PHASE_MS, startedMs + 2 * PHASE_MS];
  for (let sent = 0; sent < 3 * PHASE_MS * RATE / 1000;) {
    const nowMs = performance.now();
    if (nowMs >= beginMs && acting.length === 0) {
      faultMs = performance.now();
      acting.push(begin());
    }
    if (nowMs >= endMs && acting.length === 1) acting.push(end());
    for (; sent < (nowMs - startedMs) * RATE / 1000; sent++) {
      const isOver = nowMs >= endMs || nowMs >= recoveredMs;
      const phase = nowMs < beginMs ? "before" : isOver ? "after" : nowMs >= openedMs ? "opened" : "met";
      answers.push(ask(sent, phase));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all([...answers, ...acting]);
  const degraded = cacheStrategy.stats().degraded - before.degraded;
  await cacheStrategy.close();
  for (const phase of PHASES) latencies[phase].sort((one, other) => one - other);
  return {
    requests: answers.length,
    failures,
    factories: factories - before.factories,
    degraded,
    firstMs: name === "no fault" ? undefined : firstMs,
    outageMs: name === "no fault" ? undefined : recoveredMs - faultMs,
    latencies,
  };
}

const SHARES = [0.5, 0.99, 1] as const;

function percentiles(sorted: readonly number[]): number[] {
  return SHARES.map((share) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN);
}

function cells(numbers: readonly number[]): string {
  return numbers.map((number) => (Number.isNaN(number) ? "-" : number.toFixed(2)).padStart(9)).join("");
}

function print(name: string, measured: Measured, quiet: Measured): void {
  const { requests, failures, factories, degraded, firstMs, outageMs, latencies } = measured;
  console.log(
    `\n${name}: ${requests} look-ups, ${failures} failed, ${factories} factories, Redis gone around ${degraded} times`,
  );
  if (firstMs !== undefined && outageMs !== undefined) {
    const again = outageMs < Infinity
      ? `after ${(outageMs / 1000).toFixed(2)} s`
      : "not within the run: it lost all data";
    console.log(`  first after the fault ${firstMs.toFixed(2)} ms; next hit of Redis ${again}`);
  }
  for (const phase of PHASES) {
    console.log(
      `  ${phase.padEnd(8)}${String(latencies[phase].length).padStart(6)}${cells(percentiles(latencies[phase]))}`,
    );
  }
  if (measured === quiet) return;
  const usual = percentiles(quiet.latencies.opened);
  console.log(`  added         ${cells(percentiles(latencies.opened).map((ms, index) => ms - usual[index]!))}`);
}

/** Lends a Redis, or one behind sentinels, to one measurement. */
async function on(servers: Promise<RedisSentinelServers>, outage: (servers: RedisSentinelServers) => Outage) {
  const started = await servers;
  try {
    return await measure(outage(started));
  } finally {
    await started.stop();
  }
}

if (Deno.args.includes("--table")) {
  console.log(
    "latency, ms (wanted: none fails; met: one deadline of 50 ms; added once the breaker opened: under 1 ms)",
  );
  console.log("           count      p50      p99      max");
  const server = await startRedisServer();
  const { url } = server;
  try {
    const quiet = await measure({ name: "no fault", url, begin: () => {}, end: () => {} });
    print("no fault", quiet, quiet);
    const outages: Outage[] = [
      { name: "killed", url, begin: () => server.kill(), end: () => server.restart() },
      { name: "hung", url, begin: () => server.pause(), end: () => server.resume() },
    ];
    for (const outage of outages) print(outage.name, await measure(outage), quiet);
    for (const [name, act] of [["failing over, killed", "kill"], ["failing over, hung", "pause"]] as const) {
      const measured = await on(startRedisSentinels(), ({ url, master }) => ({
        name,
        url,
        begin: () => master[act](),
        end: () => {},
      }));
      print(name, measured, quiet);
    }
  } finally {
    await server.stop();
  }
}
