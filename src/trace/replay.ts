import { Failure } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { PolicySpec } from "../eviction/create_policy.ts";
import { createReplay, type Replayer } from "../eviction/create_replay.ts";
import type { CacheSize } from "./cache_size.ts";
import { nextAccess } from "./next_access.ts";
import type { Trace } from "./trace.ts";

/** One policy at one size. */
export interface ReplayJob {
  readonly policy: PolicySpec;
  readonly size: CacheSize;
}

/** What came of a job. */
export interface ReplayRow {
  readonly policy: string;
  readonly size: number;
  readonly sizeUnit: "objects" | "bytes";
  readonly requests: number;
  readonly misses: number;
  readonly missRatio: number;
  /** Share of the requested bytes that had to come from elsewhere; the miss ratio when sizes are unknown. */
  readonly byteMissRatio: number;
  readonly requestsPerSecond: number;
  /** Misses in each of `windows` equal stretches of the trace, for the hit ratio over time. */
  readonly windowMisses: readonly number[];
}

/** What a replay may be told. */
export interface ReplayOptions {
  /** Milliseconds from some fixed point. */
  readonly clock: () => number;
  /** For policies that draw. @default 1 */
  readonly seed?: number;
  /** Stretches for the hit ratio over time. @default 100 */
  readonly windows?: number;
  /** What `nextAccess` gives, when the caller has it already; clairvoyant policies need it. */
  readonly next?: Uint32Array | undefined;
  /** Told after each job. */
  readonly onRow?: (row: ReplayRow) => void;
}

/**
 * Runs every job over the same requests, from an empty cache, every request counted. Jobs are independent: what one
 * draws or decides never shifts another.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePolicy } from "../eviction/create_policy.ts";
 * import { replay } from "./replay.ts";
 * import { traceOf } from "./trace_of.ts";
 * const size = { text: "2", capacity: 2, unit: "objects" } as const;
 * const [row] = replay(traceOf([1, 2, 1, 3, 2]), [{ policy: parsePolicy("lru"), size }], { clock: () => 0 });
 * assertEquals(row?.misses, 4);
 * ```
 */
export function replay(trace: Trace, jobs: readonly ReplayJob[], options: ReplayOptions): ReplayRow[] {
  if (jobs.some((job) => job.size.unit === "bytes") && trace.sizes === null) {
    throw new Failure(
      "bad-size",
      `Cannot replay ${trace.name} by bytes: its requests must carry sizes: received a trace without any`,
    );
  }
  const clairvoyant = jobs.some((job) => job.policy.entry.clairvoyant);
  const next = clairvoyant ? options.next ?? nextAccess(trace.ids, trace.objects) : null;
  return jobs.map((job) => {
    const row = replayOne(trace, job, next, options);
    options.onRow?.(row);
    return row;
  });
}

function replayOne(trace: Trace, job: ReplayJob, next: Uint32Array | null, options: ReplayOptions): ReplayRow {
  const policy = createReplay(job.policy, {
    byUnits: job.size.unit === "objects",
    capacity: job.size.capacity,
    ids: trace.objects,
    random: new Random(options.seed ?? 1).fork(job.policy.text),
  });
  const requests = trace.ids.length;
  const windows = Math.max(1, Math.min(options.windows ?? 100, requests));
  const windowMisses: number[] = [];
  const bytes = { missed: 0, requested: 0 };
  const byBytes = job.size.unit === "bytes";
  const started = options.clock();
  for (let window = 0; window < windows; window++) {
    const from = Math.floor((requests * window) / windows);
    const to = Math.floor((requests * (window + 1)) / windows);
    windowMisses.push(replayWindow(policy, trace, { from, to, next, bytes, byBytes, timed: job.policy.entry.timed }));
  }
  const seconds = (options.clock() - started) / 1000;
  const misses = windowMisses.reduce((sum, count) => sum + count, 0);
  return {
    policy: job.policy.text,
    size: job.size.capacity,
    sizeUnit: job.size.unit,
    requests,
    misses,
    missRatio: misses / requests,
    byteMissRatio: trace.sizes === null ? misses / requests : bytes.missed / bytes.requested,
    requestsPerSecond: seconds > 0 ? Math.round(requests / seconds) : 0,
    windowMisses,
  };
}

/** Without sizes a window is one call; with them it goes in pieces whose misses are marked and then weighed. */
function replayWindow(
  policy: Replayer,
  trace: Trace,
  window: {
    from: number;
    to: number;
    next: Uint32Array | null;
    bytes: { missed: number; requested: number };
    byBytes: boolean;
    timed: boolean;
  },
): number {
  const { ids, sizes, objects } = trace;
  const { from, to, next } = window;
  if (sizes === null && !window.timed) return policy.replay({ ids, sizes, next, objects, missed: null }, from, to);
  let misses = 0;
  for (let start = from; start < to; start += PIECE) {
    const end = Math.min(to, start + PIECE);
    const missed = new Uint8Array(end - start);
    const pieceSizes = sizes === null ? null : sizes.subarray(start, end);
    misses += policy.replay(
      {
        ids: ids.subarray(start, end),
        sizes: window.byBytes ? pieceSizes : null,
        next: next === null ? null : next.subarray(start, end),
        objects,
        missed,
        timesMs: window.timed ? timesOf(trace, start, end) : null,
      },
      0,
      end - start,
    );
    if (pieceSizes === null) continue;
    for (let index = 0; index < missed.length; index++) {
      const size = pieceSizes[index]!;
      window.bytes.requested += size;
      if (missed[index] === 1) window.bytes.missed += size;
    }
  }
  return misses;
}

/** Milliseconds since the first request; made anew for a piece, so that a trace keeps 4 bytes a time. */
function timesOf(trace: Trace, from: number, to: number): Float64Array | null {
  if (trace.times === null) return null;
  const times = new Float64Array(to - from);
  for (let index = from; index < to; index++) times[index - from] = trace.times[index]! * trace.tickMs;
  return times;
}

const PIECE = 1 << 16;
