import { type ClientCalibration, clientCalibration } from "./client_calibration.ts";
import { constant, type Distribution, logNormal } from "./distribution.ts";
import type { Modelled } from "./modelled.ts";

export type { Modelled } from "./modelled.ts";

/** How a codec does on one kind of content. */
export interface CodecModel {
  /** output / input */
  readonly ratio: number;
  readonly msPerKb: number;
}

/** How much of a request's own work on a thread, 0..1, comes before its look-ups; the rest is its reply (assumed, 2026-11). */
export const EARLY_SHARE = 0.5;

/**
 * The thread of an application server, for which all its requests queue. Times are processor time, so they can be measured at
 * low load and predict others.
 */
export interface ThreadModel {
  /** Of every request, beside its content: reading, routing, books, writing. */
  readonly requestMs: Distribution;
  /**
   * What a request costs beyond that when the thread had long been idle, and how soon it gets there: caches go cold. Some ms that
   * are the same for all requests, and so many times another draw of `requestMs`.
   */
  readonly cold: { readonly mostMs: number; readonly mostTimes: number; readonly afterMs: number };
  /** How much of all that, 0 to 1 - EARLY_SHARE, is done when the reply is out: it delays the next request, not its own. */
  readonly lateShare: number;
  readonly renderMsPerKb: number;
  readonly hashMsPerKb: number;
  /** For the report's table of models. */
  readonly text: string;
}

/** Every number that the simulated world uses: each stands here and nowhere else. */
export interface Calibration {
  readonly description: string;
  /** An application instance's own work on a request: routing, middleware, serialisation. */
  readonly application: Modelled<Distribution>;
  /**
   * The thread that does that work, codecs and hashes. Without it every instance has as many processors as it wants, which is
   * right for documented latencies: they include the waits. One thread for all instances, as the live world has.
   */
  readonly thread?: Modelled<ThreadModel>;
  readonly query: Modelled<Distribution>;
  /** Statements of the shop one by one, where they were measured; otherwise `query`. */
  readonly queryProduct?: Modelled<Distribution>;
  readonly queryReviews?: Modelled<Distribution>;
  readonly queryCategories?: Modelled<Distribution>;
  readonly queryCategory?: Modelled<Distribution>;
  readonly queryUpdatePrice?: Modelled<Distribution>;
  /** A write takes this many times a query, where it was not measured. */
  readonly writeFactor: Modelled<number>;
  /** How much of a write's own time it holds its row's lock, 0..1: other writes of that row wait for it. */
  readonly rowLockShare: Modelled<number>;
  /** From a commit at the primary until a replica has replayed it. */
  readonly replicaLag: Modelled<Distribution>;
  /** From the order to become the primary until a replica takes writes. */
  readonly promotion: Modelled<Distribution>;
  readonly sharedStore: Modelled<Distribution>;
  /** How long an operation on the shared store may take before the caller goes on without it. */
  readonly sharedStoreDeadlineMs: Modelled<number>;
  /** From one instance's publish to another's ear. */
  readonly tagBus: Modelled<Distribution>;
  readonly cdn: Modelled<Distribution>;
  readonly reverseProxy: Modelled<Distribution>;
  readonly cdnToOrigin: Modelled<Distribution>;
  readonly proxyToApplication: Modelled<Distribution>;
  readonly brotli4: Modelled<CodecModel>;
  readonly brotli6: Modelled<CodecModel>;
  readonly gzip6: Modelled<CodecModel>;
  /** The visitor's way: round trip to the nearest edge, to the origin, and bandwidth. */
  readonly visitor: Modelled<{ readonly edgeRttMs: number; readonly originRttMs: number; readonly kbPerMs: number }>;
  /** From the page's last byte to its largest paint. */
  readonly paint: Modelled<Distribution>;
  /** What only designs with clients use. */
  readonly clients: ClientCalibration;
}

const FLOWS = "architecture A, Data Flow";
const CODECS =
  "ratio measured on product pages of 100 KB, node:zlib in Deno 2.9.6, 2026-11-22; time assumed at about half of what a " +
  "busy two-core machine took (5.2 ms for Brotli 4, 3.1 ms for gzip 6)";

const codecs = {
  brotli4: { value: { ratio: 0.255, msPerKb: 0.024 }, source: CODECS, kind: "assumed" },
  brotli6: { value: { ratio: 0.2316, msPerKb: 0.036 }, source: CODECS, kind: "assumed" },
  gzip6: { value: { ratio: 0.2393, msPerKb: 0.021 }, source: CODECS, kind: "assumed" },
} as const;

const shared = {
  clients: clientCalibration,
  writeFactor: { value: 1.5, source: "assumed: a write also forces its log, 2026-11", kind: "assumed" },
  rowLockShare: {
    value: 1,
    source:
      "measured 2026-11-28, PostgreSQL 15 with fsync, pgbench on loopback: 5,776 writes/s by one writer, 4,802 by " +
      "eight of one row, 14,275 by eight of a row each; a write's time is its commit's, and the lock is held until then " +
      "(without fsync, as in the servers that tierlab starts, 0.3: 95 us by one writer, 26 us a write by eight of one row)",
    kind: "measured",
  },
  replicaLag: {
    value: logNormal(0.3, 3),
    source: "assumed: streaming replication within a data centre, 2026-11",
    kind: "assumed",
  },
  promotion: {
    value: logNormal(100, 260),
    source: "assumed: around the 160 ms that a PostgreSQL 15 on loopback took, 2026-11",
    kind: "assumed",
  },
  sharedStore: { value: logNormal(1, 5), source: `${FLOWS} 2: L2 Redis 1-5 ms`, kind: "documented" },
  sharedStoreDeadlineMs: { value: 50, source: "assumed: ten times the documented latency, 2026-11", kind: "assumed" },
  tagBus: {
    value: logNormal(0.3, 2),
    source: "assumed: around the p50 of 0.5 ms seen with Redis 7 on loopback, 2026-11",
    kind: "assumed",
  },
  cdn: { value: logNormal(1, 4), source: "assumed: an edge server's own time, 2026-11", kind: "assumed" },
  reverseProxy: { value: logNormal(0.2, 0.8), source: "assumed: nginx's own time, 2026-11", kind: "assumed" },
  cdnToOrigin: { value: logNormal(8, 20), source: "assumed: an edge in the origin's region, 2026-11", kind: "assumed" },
  proxyToApplication: {
    value: logNormal(0.2, 0.6),
    source: "assumed: one network of a data centre, 2026-11",
    kind: "assumed",
  },
  visitor: {
    value: { edgeRttMs: 25, originRttMs: 70, kbPerMs: 1.25 },
    source: "assumed: a visitor at 10 Mbit/s, 25 ms from an edge, 70 ms from the origin, 2026-11",
    kind: "assumed",
  },
  paint: {
    value: logNormal(700, 2200),
    source: "assumed: parsing, scripts, images and painting of a shop's page on a middling phone, 2026-11",
    kind: "assumed",
  },
} as const;

/** The document's own numbers: for comparing designs by what the architecture promises of its parts. */
export const documented: Calibration = {
  description: "latencies as architecture A documents them",
  application: {
    value: logNormal(1, 5),
    source: `${FLOWS} 1: a cache hit takes 1-5 ms end to end`,
    kind: "documented",
  },
  query: { value: logNormal(10, 50), source: `${FLOWS} 3: Execute Query 10-50 ms`, kind: "documented" },
  ...codecs,
  ...shared,
};

/** The embedded default: for predicting `live a-development`. Its hit ratios do not depend on these numbers, its latencies do. */
export const embedded: Calibration = {
  description: "the embedded stack (node:sqlite, one process), by rough assumption until it is calibrated",
  ...codecs,
  ...shared,
  application: {
    value: logNormal(0.4, 1.6),
    source: "assumed: Deno.serve and a client on loopback, not calibrated, 2026-11",
    kind: "assumed",
  },
  query: {
    value: constant(0.06),
    source: "assumed: node:sqlite on the shop's tables, not calibrated, 2026-11",
    kind: "assumed",
  },
};
