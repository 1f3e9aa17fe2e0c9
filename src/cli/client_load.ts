import type { Target } from "../adapters/live/load/target.ts";
import { reachTarget } from "../adapters/live/load/target.ts";
import type { Region } from "../ports/client_network.ts";
import type { ClientRecord } from "../runner/client_traffic.ts";
import { WorkerFailure } from "./cell_pool.ts";
import { soon } from "./soon.ts";
import type { ClientOrder, FromClientWorker, ToClientWorker } from "./client_load_worker.ts";

export interface ClientLoadOptions {
  readonly order: Omit<ClientOrder, "doors">;
  /** Where each region's point of presence listens. */
  readonly edges: ReadonlyMap<Region, string>;
  readonly signal: AbortSignal;
  /** Gives the time at which the first request is due, on the clock of `performance.now()`, when the worker is ready. @default soon */
  readonly begin?: () => Promise<number>;
  /** Told that time. */
  readonly onBegin?: (startMs: number) => void;
  /** Told how many requests were sent. */
  readonly onProgress?: (sent: number) => void;
}

/**
 * Sends a load by the design's own clients, from a worker: their service workers and ways run there, on a clock of their own. When the
 * signal aborts, the worker gives what it has.
 */
export async function clientLoad(
  { order, edges, signal, begin = soon, onBegin, onProgress }: ClientLoadOptions,
): Promise<{ record: ClientRecord; interrupted: boolean }> {
  const doors = await Promise.all(
    [...edges].map(async ([region, url]): Promise<[Region, Target]> => [region, await reachTarget(new URL(url))]),
  );
  const worker = new Worker(new URL("./client_load_worker.ts", import.meta.url), { type: "module" });
  const tell = (message: ToClientWorker) => worker.postMessage(message);
  const stop = () => tell({ kind: "stop" });
  try {
    const record = await new Promise<ClientRecord>((resolve, reject) => {
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new WorkerFailure(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<FromClientWorker>) => {
        switch (data.kind) {
          case "ready":
            return void begin().then((startMs) => {
              onBegin?.(startMs);
              tell({ kind: "go", startEpochMs: performance.timeOrigin + startMs });
              signal.addEventListener("abort", stop);
              if (signal.aborted) stop();
            }).catch(reject);
          case "progress":
            return onProgress?.(data.sent);
          case "record":
            return resolve(data.record);
          case "failure": {
            const failure = new WorkerFailure(data.error.message);
            if (data.error.stack !== undefined) failure.stack = data.error.stack;
            return reject(failure);
          }
          default:
            return data satisfies never;
        }
      };
      tell({ kind: "prepare", order: { ...order, doors } });
    });
    return { record, interrupted: signal.aborted };
  } finally {
    signal.removeEventListener("abort", stop);
    worker.terminate();
  }
}
