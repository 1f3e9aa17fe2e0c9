import type { LoadRecord } from "../adapters/live/load/load_record.ts";
import { Digest } from "../base/digest.ts";
import { LatencyHistogram } from "../base/latency_histogram.ts";
import type { RunRecord, WindowRecord } from "./recorder.ts";

const NOTHING = new LatencyHistogram().toData();

/**
 * A live run's record: its front (replies, latencies, bytes) as the load generator measured it from outside, the rest (tiers, queries)
 * as the components told it from inside.
 *
 * @param inside What the server's recorder holds; it need not have heard replies at the front.
 */
export function withFront(inside: RunRecord, load: LoadRecord): RunRecord {
  const failed = load.requests - load.replies;
  const length = Math.max(inside.windows.length, load.windows.length);
  return {
    ...inside,
    requests: load.requests,
    errors: failed + errorReplies(load),
    bytes: load.bytes,
    latency: load.latency,
    byRoute: { ...load.byRoute },
    byServer: {
      ...Object.fromEntries(Object.entries(load.byTier).map(([name, { latency }]) => [name, latency.count])),
      ...(failed > 0 && { nobody: failed }),
    },
    windowMs: load.windowMs,
    windows: Array.from({ length }, (_, index) => windowOf(inside.windows[index], load.windows[index])),
    endMs: load.endMs,
    digest: digestOf(load),
  };
}

/** The record of a server whose inside nobody tells: what caches it has is known by what its replies say. */
export function outsideRecord(load: LoadRecord): RunRecord {
  const hits = Object.entries(load.byTier).filter(([, { isHit }]) => isHit);
  return withFront({
    requests: 0,
    errors: 0,
    bytes: 0,
    latency: NOTHING,
    byRoute: {},
    byServer: {},
    // Each reply passed every cache that the server has, as far as one can see from outside.
    tiers: Object.fromEntries(
      hits.map(([name, { latency }]) => [name, { requests: load.replies, hits: latency.count, latency }]),
    ),
    queries: { count: 0, writes: 0, slow: 0, duration: NOTHING, wait: NOTHING, longestQueue: 0 },
    originBytes: 0,
    steps: {},
    channels: {},
    compression: { replies: 0, inputBytes: 0, outputBytes: 0, latency: NOTHING },
    vitals: {},
    degraded: {},
    alerts: [],
    invalidations: 0,
    evictions: 0,
    memoryRatio: 0,
    windowMs: load.windowMs,
    windows: [],
    endMs: load.endMs,
    digest: "",
  }, load);
}

function errorReplies(load: LoadRecord): number {
  return Object.entries(load.byStatus).reduce(
    (sum, [status, count]) => Number(status) >= 500 || status === "429" ? sum + count : sum,
    0,
  );
}

function windowOf(inside: WindowRecord | undefined, front: LoadRecord["windows"][number] | undefined): WindowRecord {
  return {
    queries: inside?.queries ?? 0,
    tiers: inside?.tiers ?? {},
    replies: front?.replies ?? 0,
    errors: front?.errors ?? 0,
    bytes: front?.bytes ?? 0,
    latency: front?.latency ?? NOTHING,
  };
}

/** Who answered each request with which status, in the order of the requests: times are not decisions. */
function digestOf({ statuses, tiers, tierNames }: LoadRecord): string {
  const digest = new Digest();
  statuses.forEach((status, index) => {
    digest.addNumber(status);
    digest.addText(tierNames[tiers[index]! - 1] ?? "");
  });
  return digest.hex();
}
