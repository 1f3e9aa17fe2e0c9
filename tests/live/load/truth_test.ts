import { assert } from "@std/assert";
import { type LoadModel, USUAL_LIMITS } from "../../../src/adapters/live/load/run_load.ts";
import { reachTarget } from "../../../src/adapters/live/load/target.ts";
import { LatencyHistogram } from "../../../src/base/latency_histogram.ts";
import { liveLoad } from "../../../src/cli/live_load.ts";
import type { StallReport } from "./stalling_server.ts";

/**
 * The truth test: a server that is silent for 100 ms in each second, under 1,000 requests/s that do not care. Mean 5 ms, p95 50, p99 90,
 * max 100: whoever measures less hides the silence. Two things make it hold on a machine that is starved: the server says when it was
 * silent in fact, from which the truth of this very run follows; and the same server without silences, asked the same at the same time,
 * shows what this machine adds by itself. Lower bounds need neither: nothing makes a reply come before the silence ends.
 */
const ATTEMPTS = 4;
const [RATE_RPS, DURATION_MS] = [1000, 10_000];

interface Figures {
  readonly mean: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

Deno.test("truth: an open loop sees the silence as it is, a closed loop does not", async () => {
  const stalling = await startServer("start stalling");
  const control = await startServer("start");
  try {
    await soonTrue("the open loop", () => untrue(stalling, control));
    await soonTrue("the closed loop", () => unnoticed(stalling, control));
  } finally {
    stalling.close();
    control.close();
  }
});

/** A machine that is starved for a while gets several attempts. */
async function soonTrue(what: string, wrong: () => Promise<string>): Promise<void> {
  let found = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    found = await wrong();
    if (found === "") return;
    console.error(`truth: ${what}, attempt ${attempt} of ${ATTEMPTS}: ${found}`);
  }
  assert(found === "", found);
}

/** @returns Empty when the lie of a closed loop is found out: without the machine's own noise its figures are far below the truth. */
async function unnoticed(stalling: Server, control: Server): Promise<string> {
  const model = { kind: "closed", users: 10, thinkMs: 10, durationMs: 3000 } as const;
  const [liar, noise] = await Promise.all([figuresOf(stalling, model), figuresOf(control, model)]);
  const isFoundOut = liar.mean - noise.mean < 4 || liar.p95 - noise.p95 < 42;
  return isFoundOut ? "" : `it would pass: ${JSON.stringify({ liar, noise })}`;
}

/** @returns What is wrong; empty when the load generator told the truth. */
async function untrue(stalling: Server, control: Server): Promise<string> {
  const startEpochMs = performance.timeOrigin + performance.now();
  const [measured, noise] = await Promise.all([
    figuresOf(stalling, { kind: "open" }),
    figuresOf(control, { kind: "open" }),
  ]);
  const truth = truthOf((await stalling.report()).stalls, startEpochMs, measured.startMs);
  const wrong: string[] = [];
  const bounds = {
    mean: [4, 6.5, truth.mean],
    p95: [42, 60, truth.p95],
    p99: [82, 100, truth.p99],
    max: [95, 115, truth.max],
  } as const;
  for (
    const [name, [least, most, true_]] of Object.entries(bounds) as [keyof Figures, readonly [number, number, number]][]
  ) {
    const upper = Math.max(most, true_ * 1.15) + 3 * noise[name];
    const isWithin = measured[name] >= least && measured[name] <= upper;
    if (!isWithin) wrong.push(`${name} ${measured[name].toFixed(1)} must lie in ${least}..${upper.toFixed(1)}`);
  }
  if (measured.errors > 0 || measured.replies < RATE_RPS * DURATION_MS / 1000) {
    wrong.push(`${measured.replies} replies`);
  }
  return wrong.join(", ");
}

/** What 1,000 requests/s must meet, when the server is silent at these times. */
function truthOf(stalls: StallReport["stalls"], fromMs: number, loadStartMs: number): Figures {
  const waits = Array.from({ length: RATE_RPS * DURATION_MS / 1000 }, (_, index) => {
    const atMs = loadStartMs + index;
    const stall = stalls.find(([start, end]) => end > fromMs && start <= atMs && atMs < end);
    return stall === undefined ? 0 : stall[1] - atMs;
  }).sort((one, other) => one - other);
  const at = (share: number) => waits[Math.ceil(share * waits.length) - 1]!;
  return { mean: waits.reduce((sum, wait) => sum + wait) / waits.length, p95: at(0.95), p99: at(0.99), max: at(1) };
}

async function figuresOf(
  server: Server,
  model: LoadModel,
): Promise<Figures & { replies: number; errors: number; startMs: number }> {
  let startMs = 0;
  const { record } = await liveLoad({
    order: {
      target: await reachTarget(new URL(server.url)),
      source: {
        kind: "log",
        columns: {
          atMs: Float64Array.from({ length: RATE_RPS * DURATION_MS / 1000 }, (_, index) => index * 1000 / RATE_RPS),
          target: new Uint32Array(RATE_RPS * DURATION_MS / 1000),
          isConditional: new Uint8Array(RATE_RPS * DURATION_MS / 1000),
          targets: ["GET /"],
        },
      },
      model,
      limits: USUAL_LIMITS,
      windowMs: 1000,
      isOurs: false,
      allowsWrites: false,
      transport: undefined,
    },
    workers: 1,
    signal: new AbortController().signal,
    onBegin: (atMs) => void (startMs = performance.timeOrigin + atMs),
  });
  const latency = LatencyHistogram.fromData(record.latency);
  return {
    mean: latency.mean,
    p95: latency.quantile(0.95),
    p99: latency.quantile(0.99),
    max: latency.max,
    replies: record.replies,
    errors: record.requests - record.replies,
    startMs,
  };
}

interface Server {
  readonly url: string;
  report(): Promise<StallReport>;
  close(): void;
}

async function startServer(how: "start" | "start stalling"): Promise<Server> {
  const worker = new Worker(new URL("./stalling_server.ts", import.meta.url), { type: "module" });
  const ask = <Reply>(message: string) =>
    new Promise<Reply>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(event.error);
      worker.postMessage(message);
    });
  const port = await ask<number>(how);
  return { url: `http://127.0.0.1:${port}`, report: () => ask("report"), close: () => worker.terminate() };
}
