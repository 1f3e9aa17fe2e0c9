import { Failure } from "../base/errors.ts";
import { hashString, mix32 } from "../base/hash.ts";
import { Random } from "../base/random.ts";
import { createPolicy } from "../eviction/create_policy.ts";
import type { ReplayJob } from "./replay.ts";
import type { Trace } from "./trace.ts";

/** How long entries live. */
export type TimeToLive =
  | { readonly kind: "fixed"; readonly ttlMs: number }
  /** A key's class is drawn once, by its hash; shares are weights. */
  | { readonly kind: "classes"; readonly classes: readonly { readonly share: number; readonly ttlMs: number }[] }
  /** As the trace says; 0 is for ever. */
  | { readonly kind: "trace" }
  /** For ever: only writes end a life. */
  | { readonly kind: "none" };

/** Why requests missed. */
export interface MissesByCause {
  readonly requests: number;
  readonly misses: number;
  /** The first request to an id. */
  readonly compulsory: number;
  /** Invalidated since it was last loaded. */
  readonly invalidated: number;
  /** Its time was over: a cache of any size would have missed. */
  readonly expired: number;
  /** It was still good, but not there. */
  readonly capacity: number;
}

/**
 * Replays with a time to live and the trace's writes, and says why requests missed. An entry lives from its load until its time is
 * over or its key is written; hits do not prolong it; what is over is found out at its next request, as in most caches, and holds its space until then.
 *
 * @throws Failure `bad-trace` when the trace lacks the times that are needed.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePolicy } from "../eviction/create_policy.ts";
 * import { traceOf } from "./trace_of.ts";
 * import { replayWithTtl } from "./ttl_replay.ts";
 * const job = { policy: parsePolicy("lru"), size: { text: "1", capacity: 1, unit: "objects" } } as const;
 * const trace = traceOf([1, 1, 2, 1, 1], { times: [0, 1, 2, 3, 9] });
 * const causes = replayWithTtl(trace, job, { ttl: { kind: "fixed", ttlMs: 5000 } });
 * assertEquals([causes.compulsory, causes.capacity, causes.expired], [2, 1, 1]);
 * ```
 */
export function replayWithTtl(
  trace: Trace,
  job: ReplayJob,
  options: { ttl: TimeToLive; seed?: number },
): MissesByCause {
  const { ids, times, writes } = trace;
  if (times === null && options.ttl.kind !== "none") {
    throw new Failure(
      "bad-trace",
      `Cannot replay ${trace.name} with a time to live: its requests must carry times: received none`,
    );
  }
  const ttlTicks = ticksOf(trace, options.ttl);
  const sizes = job.size.unit === "bytes" ? trace.sizes : null;
  const policy = createPolicy(job.policy, {
    capacity: job.size.capacity,
    ids: trace.objects,
    random: new Random(options.seed ?? 1).fork(job.policy.text),
  });
  const state = new Uint8Array(trace.objects);
  const expiresAt = new Float64Array(trace.objects);
  const causes = { compulsory: 0, invalidated: 0, expired: 0, capacity: 0 };
  const writtenIds = writes?.ids ?? new Uint32Array(0);
  let written = 0;
  for (let index = 0; index < ids.length; index++) {
    for (; written < writtenIds.length && writes!.positions[written]! <= index; written++) {
      const changed = writtenIds[written]!;
      policy.remove(changed);
      if (state[changed] === LOADED) state[changed] = INVALID;
    }
    const id = ids[index]!;
    const now = times === null ? 0 : times[index]!;
    const over = expiresAt[id]! <= now;
    if (state[id] === LOADED && over) policy.remove(id);
    if (policy.request(id, sizes === null ? 1 : sizes[index]!)) continue;
    if (state[id] === UNSEEN) causes.compulsory++;
    else if (state[id] === INVALID) causes.invalidated++;
    else if (over) causes.expired++;
    else causes.capacity++;
    state[id] = LOADED;
    expiresAt[id] = now + ttlTicks(id, index);
  }
  const misses = causes.compulsory + causes.invalidated + causes.expired + causes.capacity;
  return { requests: ids.length, misses, ...causes };
}

const UNSEEN = 0;
const LOADED = 1;
const INVALID = 2;

/** Ticks that an entry loaded by a request may live. */
function ticksOf(trace: Trace, ttl: TimeToLive): (id: number, index: number) => number {
  switch (ttl.kind) {
    case "fixed": {
      const ticks = checkedTicks(ttl.ttlMs, trace);
      return () => ticks;
    }
    case "classes": {
      const total = ttl.classes.reduce((sum, { share }) => sum + share, 0);
      const ticks = ttl.classes.map(({ ttlMs }) => checkedTicks(ttlMs, trace));
      const bounds: number[] = [];
      for (const { share } of ttl.classes) bounds.push((bounds.at(-1) ?? 0) + share / total);
      const seed = hashString("ttl classes");
      return (id) => {
        const draw = (mix32(id ^ seed) >>> 0) / 0x100000000;
        const found = bounds.findIndex((bound) => draw < bound);
        return ticks[found < 0 ? ticks.length - 1 : found]!;
      };
    }
    case "none":
      return () => Infinity;
    case "trace": {
      const column = trace.ttlTicks;
      if (column === null) {
        throw new Failure(
          "bad-trace",
          `Cannot take times to live from ${trace.name}: its requests must carry them: received the format ${trace.format}`,
        );
      }
      return (_, index) => column[index] === 0 ? Infinity : column[index]!;
    }
    default:
      return ttl satisfies never;
  }
}

function checkedTicks(ttlMs: number, trace: Trace): number {
  if (ttlMs > 0) return ttlMs / trace.tickMs;
  throw new Failure("bad-duration", `Cannot use a time to live: it must be above 0 ms: received ${ttlMs}`);
}
