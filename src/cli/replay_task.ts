import { parsePolicy } from "../eviction/create_policy.ts";
import * as policies from "../eviction/registered.ts";
import type { CacheSize } from "../trace/cache_size.ts";
import { lruCurve, stackDistances } from "../trace/lru_curve.ts";
import { missRatioCurve } from "../trace/miss_ratio_curve.ts";
import { nextAccess } from "../trace/next_access.ts";
import { replay, type ReplayRow } from "../trace/replay.ts";
import { sizeAwareBound } from "../trace/size_aware_bound.ts";
import type { Trace } from "../trace/trace.ts";
import { popularity, reuseDistances, workingSet } from "../trace/trace_shape.ts";
import { type MissesByCause, replayWithTtl, type TimeToLive } from "../trace/ttl_replay.ts";
import type { ReplayResult } from "../runner/result_replay_schema.ts";

/** A part of a replay that one worker does in one go. Policies are text, since functions cannot be sent. */
export type ReplayTask =
  | { readonly kind: "row"; readonly policy: string; readonly size: CacheSize; readonly isBound: boolean }
  | { readonly kind: "byte-bound"; readonly capacities: readonly number[] }
  | { readonly kind: "curve"; readonly policy: string; readonly sizes: readonly number[] }
  /** The trace's own shape; the stack distances give the exact curve of LRU at these sizes as well. */
  | { readonly kind: "shape"; readonly sizes: readonly number[] }
  | { readonly kind: "causes"; readonly policy: string; readonly size: CacheSize; readonly ttl: TimeToLive };

/** What came of a task, of the same kind. */
export type ReplayOutcome =
  | { readonly kind: "row"; readonly row: ReplayRow }
  | { readonly kind: "byte-bound"; readonly missRatios: readonly number[] }
  | { readonly kind: "curve"; readonly missRatios: readonly number[]; readonly rate: number }
  | { readonly kind: "shape"; readonly shape: NonNullable<ReplayResult["shape"]>; readonly lru: readonly number[] }
  | { readonly kind: "causes"; readonly causes: MissesByCause };

/** Does tasks over one trace; what several of them need is computed once. */
export function taskRunner(trace: Trace): (task: ReplayTask) => ReplayOutcome {
  let next: Uint32Array | undefined;
  const clock = () => performance.now();
  return (task) => {
    switch (task.kind) {
      case "row": {
        const policy = parsePolicy(task.policy);
        if (policy.entry.clairvoyant) next ??= nextAccess(trace.ids, trace.objects);
        const [row] = replay(trace, [{ policy, size: task.size }], { clock, next });
        return { kind: "row", row: row! };
      }
      case "byte-bound":
        return { kind: "byte-bound", missRatios: sizeAwareBound(trace, task.capacities) };
      case "curve": {
        const { missRatios, rate } = missRatioCurve(trace, parsePolicy(task.policy), task.sizes, {
          rate: curveRate({ requests: trace.ids.length, objects: trace.objects }),
        });
        return { kind: "curve", missRatios, rate };
      }
      case "shape":
        return { kind: "shape", ...shapeOf(trace, task.sizes) };
      case "causes": {
        const job = { policy: parsePolicy(task.policy), size: task.size };
        return { kind: "causes", causes: replayWithTtl(trace, job, { ttl: task.ttl }) };
      }
      default:
        return task satisfies never;
    }
  };
}

function shapeOf(trace: Trace, sizes: readonly number[]) {
  const { points, zipfExponent, onceOnly } = popularity(trace);
  const distances = stackDistances(trace.ids, trace.objects);
  return {
    shape: {
      popularity: points,
      zipfExponent,
      onceOnly,
      reuseDistances: reuseDistances(distances),
      workingSet: workingSet(trace),
    },
    lru: lruCurve(distances, sizes),
  };
}

/** How long a task takes, roughly, in requests of a simple policy: for the progress bar and for whether workers pay. */
export function costOf(task: ReplayTask, trace: { requests: number; objects: number }): number {
  const { requests } = trace;
  switch (task.kind) {
    case "row":
      return requests * weightOf(task.policy);
    case "byte-bound":
      return requests * 5;
    case "curve": {
      return requests * (3 + curveRate(trace) * task.sizes.length * weightOf(task.policy));
    }
    case "shape":
      return requests * 10;
    case "causes":
      return requests * 3;
    default:
      return task satisfies never;
  }
}

/** Short traces are simulated whole; of longer ones a sample that keeps the error of a small cache below about a point. */
function curveRate({ requests, objects }: { requests: number; objects: number }): number {
  return requests <= WHOLE_REQUESTS ? 1 : Math.min(1, SAMPLED_OBJECTS / objects);
}

const WHOLE_REQUESTS = 300_000;
const SAMPLED_OBJECTS = 16_384;

function weightOf(policy: string): number {
  const { entry } = parsePolicy(policy);
  return entry.clairvoyant ? 6 : entry === policies.lru || entry === policies.fifo ? 1 : 2;
}
