import type { HistogramData } from "../../../base/latency_histogram.ts";

/** Why a request got no whole reply. */
export const ERROR_KINDS = [
  /** No connection could be opened. */
  "refused",
  /** The connection broke or was closed before the reply began. */
  "reset",
  /** It broke or was closed in the middle of the reply. */
  "cut",
  /** What came was no HTTP/1.1. */
  "malformed",
  /** No whole reply within the limit. */
  "timeout",
  /** Never sent: all connections were busy and the queue was full. */
  "dropped",
  /** Still without a reply when the load was stopped. */
  "unfinished",
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** One window of time, by when replies came. */
export interface LoadWindow {
  replies: number;
  errors: number;
  bytes: number;
  latency: HistogramData;
}

/** All that a load leaves behind: plain data, so that it can cross from a worker. */
export interface LoadRecord {
  /** Replies and failures; requests that were dropped or unfinished are among the failures only. */
  readonly requests: number;
  readonly replies: number;
  /** From the intended send time to the end of the reply, or to its failure, ms. */
  readonly latency: HistogramData;
  /** From the actual send time to the end of the reply, ms: what a closed loop would call latency. */
  readonly fromSend: HistogramData;
  /** From the intended send time to the actual one, ms. */
  readonly lag: HistogramData;
  /** Requests sent more than LATE_MS after their intended time. */
  readonly late: number;
  readonly errors: Readonly<Record<ErrorKind, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byRoute: Readonly<Record<string, HistogramData>>;
  /** Latency from the actual send time, by the tier that answered. */
  readonly byTier: Readonly<Record<string, { readonly isHit: boolean; readonly latency: HistogramData }>>;
  /** Replies 304. */
  readonly notModified: number;
  /** Bodies as they came, codings included. */
  readonly bytes: number;
  /** Sent again on a new connection, because the server had closed the old one meanwhile. */
  readonly retried: number;
  readonly connectionsOpened: number;
  readonly windowMs: number;
  readonly windows: readonly LoadWindow[];
  readonly endMs: number;
  /** By request: its status; 0 without a reply. */
  readonly statuses: Uint16Array;
  /** By request: index into `tierNames` plus one; 0 without a reply. */
  readonly tiers: Uint8Array;
  readonly tierNames: readonly string[];
}

/** A request that starts later than this after its intended time counts as late. */
export const LATE_MS = 10;
