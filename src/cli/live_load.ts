import type { LoadRecord } from "../adapters/live/load/load_record.ts";
import { mergedRecord } from "../adapters/live/load/merged_record.ts";
import { WorkerFailure } from "./cell_pool.ts";
import { soon } from "./soon.ts";
import type { FromLoadWorker, LoadOrder, ToLoadWorker } from "./live_load_worker.ts";

export interface LiveLoadOptions {
  readonly order: LoadOrder;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Gives the time at which the first request is due, on the clock of `performance.now()`, when the workers are ready. @default soon */
  readonly begin?: () => Promise<number>;
  /** Told that time. */
  readonly onBegin?: (startMs: number) => void;
  /** Told how many requests were answered. */
  readonly onProgress?: (replies: number) => void;
}

export interface LiveLoadOutcome {
  readonly record: LoadRecord;
  readonly interrupted: boolean;
  /** Requests that were not sent, because they would change something. */
  readonly leftOut: number;
}

const PROGRESS_EVERY_MS = 250;

/**
 * Sends a load from workers: this thread stays free, for the server that is measured or for Ctrl-C, and its work does not delay the
 * load's. When the signal aborts, the workers stop within a tenth of a second and give what they have.
 */
export async function liveLoad(options: LiveLoadOptions): Promise<LiveLoadOutcome> {
  const { order, signal } = options;
  const control = new SharedArrayBuffer(4 * (1 + options.workers));
  const shared = new Int32Array(control);
  const workers = Array.from({ length: options.workers }, () => new LoadWorker());
  const stop = () => void Atomics.store(shared, 0, 1);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const progress = setInterval(() => {
    options.onProgress?.(shared.subarray(1).reduce((sum, replies) => sum + replies, 0));
  }, PROGRESS_EVERY_MS);
  try {
    const of = workers.length;
    const ready = await Promise.all(
      workers.map((worker, number) => worker.ask({ kind: "prepare", order, part: { number, of }, control })),
    );
    const startMs = await (options.begin ?? soon)();
    options.onBegin?.(startMs);
    const startEpochMs = performance.timeOrigin + startMs;
    const records = await Promise.all(workers.map((worker) => worker.ask({ kind: "go", startEpochMs })));
    return {
      record: mergedRecord(records.map(recordOf) as [LoadRecord, ...LoadRecord[]]),
      interrupted: signal.aborted,
      leftOut: ready.reduce((sum, answer) => sum + (answer.kind === "ready" ? answer.leftOut : 0), 0),
    };
  } finally {
    clearInterval(progress);
    signal.removeEventListener("abort", stop);
    for (const worker of workers) worker.close();
  }
}

/** One worker, which answers each message with one. */
class LoadWorker {
  readonly #worker = new Worker(new URL("./live_load_worker.ts", import.meta.url), { type: "module" });

  ask(message: ToLoadWorker): Promise<FromLoadWorker> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<FromLoadWorker>) => {
        if (data.kind !== "failure") return resolve(data);
        const failure = new WorkerFailure(data.error.message);
        if (data.error.stack !== undefined) failure.stack = data.error.stack;
        reject(failure);
      };
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new WorkerFailure(event.message));
      };
      this.#worker.postMessage(message);
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}

function recordOf(answer: FromLoadWorker): LoadRecord {
  if (answer.kind !== "record") {
    throw new WorkerFailure(`Cannot end the load: a record must come: received ${answer.kind}`);
  }
  return answer.record;
}
