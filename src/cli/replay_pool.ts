import { Failure } from "../base/errors.ts";
import { parsePolicy } from "../eviction/create_policy.ts";
import type { Trace } from "../trace/trace.ts";
import { WorkerFailure } from "./cell_pool.ts";
import { costOf, type ReplayOutcome, type ReplayTask, taskRunner } from "./replay_task.ts";
import type { ReplayMessage, ReplayOrder } from "./replay_worker.ts";

/** How tasks are done. */
export interface ReplayPoolOptions {
  /** Workers at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Told how much of the tasks' cost is done. */
  readonly onProgress: (done: number) => void;
}

/** Below this cost (well under a second) a worker takes longer to start than the work takes. */
const LEAST_COST = 5_000_000;

/**
 * Does the tasks, in workers that share the trace's columns when that pays, so that Ctrl-C is heard at any time. A worker takes the
 * next task when it has done one.
 *
 * @returns The outcomes in the order of the tasks; undefined for those that were not finished when the signal aborted.
 */
export async function runReplayTasks(
  trace: Trace,
  tasks: readonly ReplayTask[],
  options: ReplayPoolOptions,
): Promise<{ outcomes: (ReplayOutcome | undefined)[]; workers: number }> {
  const size = { requests: trace.ids.length, objects: trace.objects };
  const costs = tasks.map((task) => costOf(task, size));
  const outcomes: (ReplayOutcome | undefined)[] = tasks.map(() => undefined);
  let done = 0;
  const take = (index: number, outcome: ReplayOutcome) => {
    outcomes[index] = outcome;
    options.onProgress(done += costs[index]!);
  };
  if (costs.reduce((sum, cost) => sum + cost, 0) < LEAST_COST) {
    const run = taskRunner(trace);
    for (let index = 0; index < tasks.length && !options.signal.aborted; index++) {
      take(index, run(tasks[index]!));
      // A turn of the event loop, in which Ctrl-C is heard.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return { outcomes, workers: 1 };
  }
  // What Ctrl-C is to leave behind first; then the longest, so that no worker is left with a long one at the end.
  const isRow = (index: number) => Number(tasks[index]!.kind === "row");
  const order = tasks.map((_, index) => index).sort((a, b) => isRow(b) - isRow(a) || costs[b]! - costs[a]!);
  const told = sharedTrace(trace, {
    times: tasks.some(needsTimes),
    causes: tasks.some(({ kind }) => kind === "causes"),
  });
  const workers = Math.min(options.jobs, tasks.length);
  const work = async () => {
    const worker = new Worker(new URL("./replay_worker.ts", import.meta.url), { type: "module" });
    try {
      worker.postMessage({ trace: told } satisfies ReplayOrder);
      for (let index = order.shift(); index !== undefined && !options.signal.aborted; index = order.shift()) {
        const outcome = await doOne(worker, { index, task: tasks[index]! }, options.signal);
        if (outcome !== undefined) take(index, outcome);
      }
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { outcomes, workers };
}

function doOne(
  worker: Worker,
  order: { index: number; task: ReplayTask },
  signal: AbortSignal,
): Promise<ReplayOutcome | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    signal.addEventListener("abort", abort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<ReplayMessage>) => {
      signal.removeEventListener("abort", abort);
      if ("outcome" in data) resolve(data.outcome);
      else reject(new Failure(data.failure.code, data.failure.message, { exitStatus: data.failure.exitStatus }));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new WorkerFailure(event.message));
    };
    worker.postMessage(order satisfies ReplayOrder);
  });
}

function needsTimes(task: ReplayTask): boolean {
  return task.kind === "causes" || (task.kind === "row" && parsePolicy(task.policy).entry.timed);
}

/** Only the columns that the tasks read: each is 4 bytes a request. */
function sharedTrace(trace: Trace, needs: { times: boolean; causes: boolean }): Omit<Trace, "keys"> {
  const { keys: _, ...columns } = trace;
  return {
    ...columns,
    ids: shared(trace.ids),
    sizes: trace.sizes === null ? null : shared(trace.sizes),
    times: trace.times === null || !needs.times ? null : shared(trace.times),
    ttlTicks: needs.causes && trace.ttlTicks !== null ? shared(trace.ttlTicks) : null,
    statuses: null,
    writes: trace.writes === null || !needs.causes
      ? null
      : { ids: shared(trace.writes.ids), positions: shared(trace.writes.positions) },
  };
}

function shared(column: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}
