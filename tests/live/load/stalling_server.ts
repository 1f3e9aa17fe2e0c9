/// <reference lib="deno.worker" />

/** A hello-world server in a worker, which blocks its whole thread for 100 ms in each second, or never. */
export interface StallReport {
  /** Real stalls: [start, end], ms since 1970. */
  readonly stalls: readonly (readonly [number, number])[];
}

const [STALL_MS, EVERY_MS] = [100, 1000];
const nothing = new Int32Array(new SharedArrayBuffer(4));
const stalls: [number, number][] = [];
const nowMs = () => performance.timeOrigin + performance.now();

self.onmessage = ({ data }: MessageEvent<"start stalling" | "start" | "report">) => {
  if (data === "report") return self.postMessage({ stalls });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response("Hello World"));
  if (data === "start stalling") setTimeout(() => stall(nowMs()), EVERY_MS / 2);
  self.postMessage(server.addr.port);
};

function stall(dueMs: number): void {
  const startMs = nowMs();
  Atomics.wait(nothing, 0, 0, STALL_MS);
  stalls.push([startMs, nowMs()]);
  setTimeout(() => stall(dueMs + EVERY_MS), Math.max(0, dueMs + EVERY_MS - nowMs()));
}
