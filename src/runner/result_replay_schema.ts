import * as valibot from "valibot";
import { circumstances } from "./result_circumstances.ts";

/** Version of the replay document. A reader refuses any other. */
export const REPLAY_SCHEMA = "tierlab.replay/1";

const count = valibot.pipe(valibot.number(), valibot.minValue(0));
const ratio = valibot.pipe(valibot.number(), valibot.minValue(0), valibot.maxValue(1));
const sizeUnit = valibot.picklist(["objects", "bytes"]);
const point = valibot.object({ x: count, y: count });

const trace = valibot.object({
  path: valibot.string(),
  format: valibot.string(),
  requests: count,
  objects: count,
  /** Sum of all requested sizes; null when the trace has no sizes. */
  bytes: valibot.nullable(count),
  /** Sum of each object's first-seen size; null likewise. */
  footprintBytes: valibot.nullable(count),
  /** From the first request to the last; null when the trace knows no time. */
  durationMs: valibot.nullable(count),
});

/** One policy at one size. */
const row = valibot.object({
  /** As written on the command line, options included. */
  policy: valibot.string(),
  size: count,
  sizeUnit,
  requests: count,
  misses: count,
  missRatio: ratio,
  /** The miss ratio when the trace has no sizes. */
  byteMissRatio: ratio,
  requestsPerSecond: count,
});

/** What no policy can do better than at a size. */
const bound = valibot.object({
  size: count,
  sizeUnit,
  missRatio: ratio,
  /** Belady's rule is exact for objects of one size; PFOO-L bounds caches that count bytes. */
  method: valibot.picklist(["belady", "pfoo-l"]),
});

/** Hit ratios in equal stretches of the trace. */
const overTime = valibot.object({
  policy: valibot.string(),
  size: count,
  sizeUnit,
  hitRatios: valibot.array(ratio),
});

const curve = valibot.object({
  policy: valibot.string(),
  /** "bound": the clairvoyant policy that none can beat. */
  role: valibot.picklist(["policy", "bound"]),
  /** One pass over the trace for all sizes, a whole simulation for each, or one of a sample of the objects. */
  method: valibot.picklist(["one pass", "whole", "miniature"]),
  /** Share of the objects that was simulated; 1 is exact. */
  rate: ratio,
  /** In objects, ascending. */
  sizes: valibot.array(count),
  missRatios: valibot.array(ratio),
  /** Index of the point where the curve bends; null when it does not. */
  knee: valibot.nullable(count),
});

/** Misses by cause under a time to live. */
const causes = valibot.object({
  policy: valibot.string(),
  size: count,
  sizeUnit,
  requests: count,
  misses: count,
  compulsory: count,
  capacity: count,
  expired: count,
  invalidated: count,
});

/** How the trace itself is made, whatever the cache. */
const shape = valibot.object({
  /** Requests (y) to the x-th most requested object. */
  popularity: valibot.array(point),
  /** Of the Zipf law that fits best. */
  zipfExponent: valibot.number(),
  /** Objects that were asked for once only. */
  onceOnly: count,
  /** Share of requests (y) at LRU stack distances up to x and beyond the x before. */
  reuseDistances: valibot.array(point),
  /** In equal stretches: distinct objects, and those of them never asked for before. */
  workingSet: valibot.array(valibot.object({ distinct: count, fresh: count })),
});

/** The replay document: what `tierlab replay` leaves behind, and all that its report reads. */
export const replaySchema = valibot.object({
  schema: valibot.literal(REPLAY_SCHEMA),
  /** ISO 8601, when the replay began. */
  date: valibot.string(),
  trace,
  rows: valibot.array(row),
  bounds: valibot.array(bound),
  overTime: valibot.array(overTime),
  curves: valibot.array(curve),
  /** The time to live as given on the command line; null without one. */
  ttl: valibot.nullable(valibot.string()),
  causes: valibot.array(causes),
  /** Null when no report was asked for. */
  shape: valibot.nullable(shape),
  warnings: valibot.array(valibot.string()),
  /** True when it was stopped: only what was finished is in here. */
  interrupted: valibot.boolean(),
  /** Simulations at once: requests a second are those of one of them. */
  workers: count,
  ...circumstances,
  /** A hash of every simulation's misses in each stretch. */
  digest: valibot.string(),
});

export type ReplayResult = valibot.InferOutput<typeof replaySchema>;
export type ReplayResultRow = ReplayResult["rows"][number];
export type ReplayResultCurve = ReplayResult["curves"][number];
