import { type HistogramData, LatencyHistogram } from "../../../base/latency_histogram.ts";
import type { Attribution } from "./attribution.ts";
import { ERROR_KINDS, type ErrorKind, LATE_MS, type LoadRecord } from "./load_record.ts";

interface Window {
  replies: number;
  errors: number;
  bytes: number;
  readonly latency: LatencyHistogram;
}

/** A reply that came whole. Times in ms since the start of the load. */
export interface Answered {
  readonly index: number;
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly endMs: number;
  readonly status: number;
  readonly bodyBytes: number;
  readonly route: string;
  readonly attribution: Attribution;
}

/**
 * The accounting of a load. It is told times and reads no clock, so that a simulated load is accounted by the very same code as a
 * real one.
 */
export class LoadBooks {
  readonly #windowMs: number;
  readonly #latency = new LatencyHistogram();
  readonly #fromSend = new LatencyHistogram();
  readonly #lag = new LatencyHistogram();
  readonly #byRoute = new Map<string, LatencyHistogram>();
  readonly #byTier = new Map<string, { number: number; isHit: boolean; latency: LatencyHistogram }>();
  readonly #byStatus = new Float64Array(600);
  readonly #errors = new Map<ErrorKind, number>(ERROR_KINDS.map((kind) => [kind, 0]));
  readonly #windows: Window[] = [];
  readonly #statuses: Uint16Array;
  readonly #tiers: Uint8Array;
  #replies = 0;
  #failures = 0;
  #late = 0;
  #bytes = 0;
  #retried = 0;
  #connections = 0;

  /** @param options `count`: requests are numbered below this; `windowMs`: width of the time series' windows. */
  constructor(options: { count: number; windowMs: number }) {
    this.#windowMs = options.windowMs;
    this.#statuses = new Uint16Array(options.count);
    this.#tiers = new Uint8Array(options.count);
  }

  get replies(): number {
    return this.#replies;
  }

  opened(): void {
    this.#connections++;
  }

  retried(): void {
    this.#retried++;
  }

  /** A request goes out. */
  sent(intendedMs: number, sentMs: number): void {
    const lagMs = Math.max(0, sentMs - intendedMs);
    this.#lag.record(lagMs);
    if (lagMs > LATE_MS) this.#late++;
  }

  answered(reply: Answered): void {
    const { status, endMs, bodyBytes, route, attribution } = reply;
    const latencyMs = Math.max(0, endMs - reply.intendedMs);
    const fromSendMs = Math.max(0, endMs - reply.sentMs);
    this.#replies++;
    this.#latency.record(latencyMs);
    this.#fromSend.record(fromSendMs);
    this.#route(route).record(latencyMs);
    const tier = this.#tier(attribution);
    tier.latency.record(fromSendMs);
    this.#byStatus[status < 600 ? status : 599]! += 1;
    this.#bytes += bodyBytes;
    this.#statuses[reply.index] = status;
    this.#tiers[reply.index] = tier.number;
    const window = this.#window(endMs);
    window.replies++;
    window.bytes += bodyBytes;
    window.latency.record(latencyMs);
    if (isErrorStatus(status)) window.errors++;
  }

  /** A request failed. What was sent has a latency all the same, up to its failure: a hidden timeout would be a lie. */
  failed(failure: { kind: ErrorKind; intendedMs: number; endMs: number; route: string }): void {
    const { kind, endMs, route } = failure;
    this.#errors.set(kind, this.#errors.get(kind)! + 1);
    this.#failures++;
    const window = this.#window(endMs);
    window.errors++;
    if (kind === "dropped" || kind === "unfinished") return;
    const latencyMs = Math.max(0, endMs - failure.intendedMs);
    this.#latency.record(latencyMs);
    this.#route(route).record(latencyMs);
    window.latency.record(latencyMs);
  }

  finish(endMs: number): LoadRecord {
    const statuses = [...this.#byStatus.keys()].filter((status) => this.#byStatus[status]! > 0);
    return {
      requests: this.#replies + this.#failures,
      replies: this.#replies,
      latency: this.#latency.toData(),
      fromSend: this.#fromSend.toData(),
      lag: this.#lag.toData(),
      late: this.#late,
      errors: Object.fromEntries(this.#errors) as Record<ErrorKind, number>,
      byStatus: Object.fromEntries(statuses.map((status) => [String(status), this.#byStatus[status]!])),
      byRoute: dataOf(this.#byRoute),
      byTier: Object.fromEntries(
        [...this.#byTier].map(([name, { isHit, latency }]) => [name, { isHit, latency: latency.toData() }]),
      ),
      notModified: this.#byStatus[304]!,
      bytes: this.#bytes,
      retried: this.#retried,
      connectionsOpened: this.#connections,
      windowMs: this.#windowMs,
      windows: this.#windows.map((window) => ({ ...window, latency: window.latency.toData() })),
      endMs,
      statuses: this.#statuses,
      tiers: this.#tiers,
      tierNames: [...this.#byTier.keys()],
    };
  }

  #route(route: string): LatencyHistogram {
    let histogram = this.#byRoute.get(route);
    if (histogram === undefined) this.#byRoute.set(route, histogram = new LatencyHistogram());
    return histogram;
  }

  #tier({ tier: name, isHit }: Attribution): { number: number; isHit: boolean; latency: LatencyHistogram } {
    let tier = this.#byTier.get(name);
    if (tier === undefined) {
      this.#byTier.set(name, tier = { number: this.#byTier.size + 1, isHit, latency: new LatencyHistogram() });
    }
    return tier;
  }

  #window(atMs: number): Window {
    const index = Math.max(0, Math.floor(atMs / this.#windowMs));
    for (let next = this.#windows.length; next <= index; next++) {
      this.#windows.push({ replies: 0, errors: 0, bytes: 0, latency: new LatencyHistogram() });
    }
    return this.#windows[index]!;
  }
}

/** What visitors see as broken, or as being sent away: as the recorder of a simulation counts. */
export function isErrorStatus(status: number): boolean {
  return status >= 500 || status === 429;
}

function dataOf(histograms: ReadonlyMap<string, LatencyHistogram>): Record<string, HistogramData> {
  return Object.fromEntries([...histograms].map(([name, histogram]) => [name, histogram.toData()]));
}
