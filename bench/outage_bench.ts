import { createCacheStrategy } from "../src/mod.ts";
import { startRedisSentinels } from "../src/adapters/live/servers/redis_sentinels.ts";
import { startRedisServer } from "../src/adapters/live/servers/redis_server.ts";

// What a Redis that is killed, hung or failing over costs those who ask: 1,000 look-ups a second, each of a key that is not in memory,
// three seconds before, during and after. The same without a fault stands beside it.
// deno task bench:outage

const RATE = 1000;
const PHASE_MS = 3000;
const DEADLINE_MS = 50;
const KEYS = 2000;
/** After so long the first who met the fault have their answer: the deadline, and the machine's own delay. */
const FIRST_MS = 2 * DEADLINE_MS;

/** Latencies of look-ups, ms, from the call to the value. */
interface Phase {
  readonly name: string;
  readonly latencies: number[];
}

interface Outage {
  readonly name: string;
  readonly url: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

async function measure({ name, url, begin, end }: Outage): Promise<void> {
  const cacheStrategy = createCacheStrategy({
    l1: { maxEntries: 10 },
    l2: { url, prefix: `${name}:`, deadlineMs: DEADLINE_MS },
  });
  const phases: Phase[] = ["before", "first", "during", "after"].map((name) => ({ name, latencies: [] }));
  let failures = 0;
  let factories = 0;
  const load = () => {
    factories++;
    return Promise.resolve({ price: 1 });
  };
  const ask = async (index: number, phase: Phase): Promise<void> => {
    const askedMs = performance.now();
    try {
      await cacheStrategy.getOrSet(`product:${index % KEYS}`, load);
      phase.latencies.push(performance.now() - askedMs);
    } catch {
      failures++;
    }
  };
  const warm: Phase = { name: "warm", latencies: [] };
  for (let index = 0; index < KEYS; index++) await ask(index, warm);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = { factories, degraded: cacheStrategy.stats().degraded };
  const answers: Promise<void>[] = [];
  const startedMs = performance.now();
  const faultMs = startedMs + PHASE_MS;
  const changes = [
    { atMs: faultMs, act: begin },
    { atMs: faultMs + PHASE_MS, act: end },
  ];
  const acting: (Promise<void> | void)[] = [];
  for (let sent = 0; sent < 3 * PHASE_MS * RATE / 1000;) {
    const nowMs = performance.now();
    if (changes[0] !== undefined && nowMs >= changes[0].atMs) acting.push(changes.shift()!.act());
    for (; sent < (nowMs - startedMs) * RATE / 1000; sent++) {
      const phase = nowMs < faultMs ? 0 : nowMs < faultMs + FIRST_MS ? 1 : nowMs < faultMs + PHASE_MS ? 2 : 3;
      answers.push(ask(sent, phases[phase]!));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all([...answers, ...acting]);
  const degraded = cacheStrategy.stats().degraded - before.degraded;
  const runs = factories - before.factories;
  console.log(
    `\n${name}: ${answers.length} look-ups, ${failures} failed, ${runs} factories, Redis gone around ${degraded} times`,
  );
  for (const { name, latencies } of phases) {
    latencies.sort((a, b) => a - b);
    const at = (share: number) => (latencies[Math.ceil(share * latencies.length) - 1] ?? NaN).toFixed(2).padStart(9);
    console.log(`  ${name.padEnd(8)}${String(latencies.length).padStart(6)}${at(0.5)}${at(0.99)}${at(1)}`);
  }
  await cacheStrategy.close();
}

if (Deno.args.includes("--table")) {
  console.log("latency, ms (wanted: none fails; first: one deadline of 50 ms; during: under 1 ms more than before)");
  console.log("          count      p50      p99      max");
  const server = await startRedisServer();
  const { url } = server;
  try {
    await measure({ name: "no fault", url, begin: () => {}, end: () => {} });
    await measure({ name: "killed", url, begin: () => server.kill(), end: () => server.restart() });
    await measure({ name: "hung", url, begin: () => server.pause(), end: () => server.resume() });
  } finally {
    await server.stop();
  }
  const servers = await startRedisSentinels();
  try {
    await measure({
      name: "failing over",
      url: servers.url,
      begin: () => servers.master.kill(),
      end: () => {},
    });
  } finally {
    await servers.stop();
  }
}
