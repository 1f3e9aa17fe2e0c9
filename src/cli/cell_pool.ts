import type { RunRecord } from "../runner/recorder.ts";
import type { CellMessage, CellOrder } from "./cell_worker.ts";

export interface CellPoolOptions {
  /** Workers at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Told how many requests were sent over all cells. */
  readonly onProgress: (sent: number) => void;
}

/**
 * Computes cells in workers. When the signal aborts, the workers end at once and the cells that were finished are given.
 *
 * @returns The records, undefined for cells that were not finished, in the order of the cells.
 */
export async function computeCells(
  cells: readonly CellOrder[],
  options: CellPoolOptions,
): Promise<(RunRecord | undefined)[]> {
  const records: (RunRecord | undefined)[] = cells.map(() => undefined);
  const sent = new Map<number, number>();
  let next = 0;
  const work = async () => {
    const worker = new Worker(new URL("./cell_worker.ts", import.meta.url), { type: "module" });
    try {
      while (next < cells.length && !options.signal.aborted) {
        const index = next++;
        records[index] = await computeOne(worker, cells[index]!, options.signal, (count) => {
          sent.set(index, count);
          options.onProgress([...sent.values()].reduce((sum, one) => sum + one, 0));
        });
      }
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, cells.length) }, work));
  return records;
}

function computeOne(
  worker: Worker,
  cell: CellOrder,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<RunRecord | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    worker.onmessage = (event: MessageEvent<CellMessage>) => {
      const message = event.data;
      if (message.kind === "progress") return onProgress(message.sent);
      signal.removeEventListener("abort", abort);
      if (message.kind === "record") return resolve(message.record);
      const failure = new WorkerFailure(message.error.message);
      if (message.error.stack !== undefined) failure.stack = message.error.stack;
      reject(failure);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new WorkerFailure(event.message));
    };
    worker.postMessage(cell);
  });
}

/** A cell failed in its worker: a bug of ours. */
export class WorkerFailure extends Error {
  override readonly name = "WorkerFailure";
}
