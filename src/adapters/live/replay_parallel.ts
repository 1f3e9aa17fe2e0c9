import { Failure } from "../../base/errors.ts";
import { nextAccess } from "../../trace/next_access.ts";
import { replay, type ReplayJob, type ReplayRow } from "../../trace/replay.ts";
import type { Trace } from "../../trace/trace.ts";

/** What a worker is told once. */
export interface WorkerTrace {
  readonly trace: Omit<Trace, "keys">;
  readonly next: Uint32Array | null;
  readonly seed: number;
  readonly windows: number;
}

/**
 * `replay` over several workers that share the trace's columns; a worker takes the next job when it has done one. Rows are those of
 * `replay`, in the order of the jobs.
 *
 * @param options `workers`: how many; 1 or fewer stays in this thread. `onRow` is told of rows as they come.
 */
export async function replayParallel(
  trace: Trace,
  jobs: readonly ReplayJob[],
  options: { workers: number; seed?: number; windows?: number; onRow?: (row: ReplayRow) => void },
): Promise<ReplayRow[]> {
  const { seed = 1, windows = 100, onRow } = options;
  const count = Math.min(options.workers, jobs.length);
  const clock = () => performance.now();
  if (count <= 1) return replay(trace, jobs, { clock, seed, windows, ...(onRow === undefined ? {} : { onRow }) });
  const clairvoyant = jobs.some((job) => job.policy.entry.clairvoyant);
  const told: WorkerTrace = {
    trace: sharedTrace(trace),
    next: clairvoyant ? shared(nextAccess(trace.ids, trace.objects)) : null,
    seed,
    windows,
  };
  const rows: ReplayRow[] = [];
  let nextJob = 0;
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const give = () => {
        const index = nextJob++;
        const job = jobs[index];
        if (job === undefined) resolve();
        else worker.postMessage({ index, policy: job.policy.text, size: job.size });
      };
      worker.onmessage = ({ data }: MessageEvent<{ index: number; row: ReplayRow } | { failure: Failure }>) => {
        if ("failure" in data) {
          reject(new Failure(data.failure.code, data.failure.message, { exitStatus: data.failure.exitStatus }));
          return;
        }
        rows[data.index] = data.row;
        onRow?.(data.row);
        give();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new TypeError(`Cannot replay in a worker: it must not fail unforeseen: received ${event.message}`));
      };
      worker.postMessage(told);
      give();
    });
  const workers = Array.from({ length: count }, () => {
    return new Worker(new URL("./replay_worker.ts", import.meta.url), { type: "module" });
  });
  try {
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) worker.terminate();
  }
  return rows;
}

function sharedTrace(trace: Trace): Omit<Trace, "keys"> {
  const { keys: _, ...columns } = trace;
  return {
    ...columns,
    ids: shared(trace.ids),
    sizes: trace.sizes === null ? null : shared(trace.sizes),
    times: trace.times === null ? null : shared(trace.times),
    ttlTicks: null,
    statuses: null,
  };
}

function shared(column: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}
