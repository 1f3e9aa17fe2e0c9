import { Failure } from "../base/errors.ts";
import { formatCount, formatSize } from "../base/units.ts";
import type { PolicySpec } from "../eviction/create_policy.ts";
import * as policies from "../eviction/registered.ts";
import type { CacheSize, Footprint } from "../trace/cache_size.ts";
import { curveSizes } from "../trace/miss_ratio_curve.ts";
import type { Trace } from "../trace/trace.ts";
import type { TimeToLive } from "../trace/ttl_replay.ts";
import type { ReplayTask } from "./replay_task.ts";

/** What is asked of a trace. */
export interface ReplayQuestion {
  readonly policies: readonly PolicySpec[];
  readonly sizes: readonly CacheSize[];
  readonly withCurves: boolean;
  /** The report also shows the trace itself and the bounds. */
  readonly withReport: boolean;
  readonly ttl: TimeToLive | undefined;
}

/** The tasks that answer a question, and what cannot be answered. */
export interface ReplayPlan {
  readonly tasks: readonly ReplayTask[];
  readonly notes: readonly string[];
}

/** Points that one task computes: few enough to spread a slow policy's curve over the workers. */
const POINTS_A_TASK = 9;

/** @throws Failure when the trace lacks what the question needs: sizes, times, times to live. */
export function replayPlan(trace: Trace, footprint: Footprint, question: ReplayQuestion): ReplayPlan {
  const { sizes, withCurves, withReport, ttl } = question;
  refuseWhatIsMissing(trace, question);
  const notes = sizes.filter(({ capacity, unit }) => capacity > footprint[unit]).map(({ text, unit }) => {
    const whole = unit === "bytes" ? formatSize(footprint.bytes) : `${formatCount(footprint.objects)} objects`;
    return `size ${text} is above the whole trace (${whole}): nothing is ever evicted`;
  });
  const rows = question.policies.flatMap(({ text }) => {
    return sizes.map((size): ReplayTask => ({ kind: "row", policy: text, size, isBound: false }));
  });
  const points = withCurves ? pointsOf(trace, sizes) : [];
  if (withCurves && sizes.some(({ unit }) => unit === "bytes")) {
    notes.push("sizes in bytes stand on no curve: curves count objects");
  }
  const tasks: ReplayTask[] = [...rows];
  if (withReport) tasks.push(...boundTasks(question), { kind: "shape", sizes: points });
  for (const { text, entry } of withCurves ? [...question.policies, BOUND] : []) {
    // The shape's stack distances are LRU's curve.
    if (entry === policies.lru || (entry === policies.belady && text !== BOUND.text)) continue;
    if (entry.timed) notes.push(`no curve for ${text}: a miniature cache has no time of its own`);
    else if (entry.clairvoyant && entry !== policies.belady) notes.push(`no curve for ${text}: belady is the bound`);
    else for (const some of chunks(points)) tasks.push({ kind: "curve", policy: text, sizes: some });
  }
  // A trace with writes has misses by cause even when nothing expires.
  const life = ttl ?? (trace.writes === null ? undefined : { kind: "none" } as const);
  for (const { text, entry } of life === undefined ? [] : question.policies) {
    if (entry.clairvoyant) notes.push(`no misses by cause for ${text}: it cannot foresee what expires`);
    else for (const size of sizes) tasks.push({ kind: "causes", policy: text, size, ttl: life! });
  }
  return { tasks, notes: [...new Set(notes)] };
}

const BOUND = { text: "belady", entry: policies.belady } as const;

function refuseWhatIsMissing(trace: Trace, { sizes, ttl }: ReplayQuestion): void {
  if (trace.sizes === null && sizes.some(({ unit }) => unit === "bytes")) {
    const must = "its requests must carry sizes";
    throw new Failure("bad-size", `Cannot replay ${trace.name} by bytes: ${must}: received a trace without any`);
  }
  if (ttl !== undefined && ttl.kind !== "none" && trace.times === null) {
    const must = "its requests must carry times";
    throw new Failure("bad-trace", `Cannot replay ${trace.name} with a time to live: ${must}: received none`);
  }
  if (ttl?.kind === "trace" && trace.ttlTicks === null) {
    const must = "its requests must carry them";
    throw new Failure(
      "bad-trace",
      `Cannot take times to live from ${trace.name}: ${must}: received the format ${trace.format}`,
    );
  }
}

/** Belady at sizes in objects, unless it is asked for anyway; PFOO-L at those in bytes, one sort for all. */
function boundTasks({ policies: asked, sizes }: ReplayQuestion): ReplayTask[] {
  const byObjects = asked.some(({ text }) => text === BOUND.text) ? [] : sizes.filter(({ unit }) => unit === "objects");
  const byBytes = [...new Set(sizes.filter(({ unit }) => unit === "bytes").map(({ capacity }) => capacity))];
  return [
    ...byObjects.map((size): ReplayTask => ({ kind: "row", policy: BOUND.text, size, isBound: true })),
    ...(byBytes.length === 0 ? [] : [{ kind: "byte-bound", capacities: byBytes } as const]),
  ];
}

/** Where curves are computed: evenly spread sizes, and those asked for. */
function pointsOf(trace: Trace, sizes: readonly CacheSize[]): number[] {
  const asked = sizes.filter(({ capacity, unit }) => unit === "objects" && capacity <= trace.objects);
  return [...new Set([...curveSizes(trace.objects), ...asked.map(({ capacity }) => capacity)])].sort((a, b) => a - b);
}

function chunks(points: readonly number[]): number[][] {
  const count = Math.ceil(points.length / POINTS_A_TASK);
  return Array.from({ length: count }, (_, chunk) => points.slice(chunk * POINTS_A_TASK, (chunk + 1) * POINTS_A_TASK));
}
