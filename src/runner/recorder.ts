import { Digest } from "../base/digest.ts";
import { type HistogramData, LatencyHistogram } from "../base/latency_histogram.ts";
import type { Clock } from "../flow/clock.ts";
import type { FailoverRecord } from "./failover_books.ts";
import type { AlertEvent, LookupEvent, Probe, ProbeEvent, QueryEvent, ReplyEvent, Step } from "../ports/probe.ts";

/** Look-ups of one tier. */
export interface TierRecord {
  requests: number;
  hits: number;
  latency: HistogramData;
}

/** What happened in one window of time. */
export interface WindowRecord {
  replies: number;
  errors: number;
  bytes: number;
  queries: number;
  latency: HistogramData;
  tiers: Record<string, { requests: number; hits: number }>;
}

/** All that one run leaves behind: plain data, so that it can cross from a worker. */
export interface RunRecord {
  requests: number;
  errors: number;
  bytes: number;
  /** What the application's instances sent. */
  originBytes: number;
  latency: HistogramData;
  byRoute: Record<string, HistogramData>;
  byServer: Record<string, number>;
  tiers: Record<string, TierRecord>;
  queries: {
    count: number;
    writes: number;
    slow: number;
    duration: HistogramData;
    wait: HistogramData;
    longestQueue: number;
  };
  compression: { replies: number; inputBytes: number; outputBytes: number; latency: HistogramData };
  vitals: Record<string, HistogramData>;
  degraded: Record<string, number>;
  alerts: { budget: string; state: "firing" | "cleared"; atMs: number; value: number }[];
  invalidations: number;
  evictions: number;
  memoryRatio: number;
  /** How often each step of a product page's way was taken, and how long in all. */
  steps: Partial<Record<Step, { count: number; totalMs: number }>>;
  /** What clients heard on channels. */
  channels: Record<string, HistogramData>;
  /** Only of runs that drive the database alone. */
  failover?: FailoverRecord;
  windowMs: number;
  windows: WindowRecord[];
  endMs: number;
  digest: string;
}

class Histograms {
  readonly #byName = new Map<string, LatencyHistogram>();

  record(name: string, value: number): void {
    let histogram = this.#byName.get(name);
    if (histogram === undefined) this.#byName.set(name, histogram = new LatencyHistogram());
    histogram.record(value);
  }

  toData(): Record<string, HistogramData> {
    return Object.fromEntries([...this.#byName].map(([name, histogram]) => [name, histogram.toData()]));
  }
}

interface Window {
  replies: number;
  errors: number;
  bytes: number;
  queries: number;
  readonly latency: LatencyHistogram;
  readonly tiers: Map<string, { requests: number; hits: number }>;
}

/** Listens to one run and keeps its books. */
export class Recorder implements Probe {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #digest = new Digest();
  readonly #latency = new LatencyHistogram();
  readonly #routes = new Histograms();
  readonly #servers = new Map<string, number>();
  readonly #tiers = new Map<string, { requests: number; hits: number; latency: LatencyHistogram }>();
  readonly #queries = { count: 0, writes: 0, slow: 0, longestQueue: 0 };
  readonly #duration = new LatencyHistogram();
  readonly #wait = new LatencyHistogram();
  readonly #compression = { replies: 0, inputBytes: 0, outputBytes: 0 };
  readonly #compressionLatency = new LatencyHistogram();
  readonly #vitals = new Histograms();
  readonly #degraded = new Map<string, number>();
  readonly #alerts: RunRecord["alerts"] = [];
  readonly #windows: Window[] = [];
  readonly #channels = new Histograms();
  readonly #steps: RunRecord["steps"] = {};
  #bytes = 0;
  #errors = 0;
  #originBytes = 0;
  #invalidations = 0;
  #evictions = 0;
  #memoryRatio = 0;

  /** @param options `windowMs`: width of the time series' windows. */
  constructor(options: { clock: Clock; windowMs: number }) {
    this.#clock = options.clock;
    this.#windowMs = options.windowMs;
  }

  emit(event: ProbeEvent): void {
    switch (event.kind) {
      case "lookup":
        return this.#lookup(event);
      case "reply":
        if (event.at === "front") this.#reply(event);
        else this.#originBytes += event.sizeBytes;
        return;
      case "query":
        return this.#query(event);
      case "pool":
        this.#queries.longestQueue = Math.max(this.#queries.longestQueue, event.waiting);
        return;
      case "compressed":
        this.#compression.replies++;
        this.#compression.inputBytes += event.inputBytes;
        this.#compression.outputBytes += event.outputBytes;
        this.#compressionLatency.record(event.latencyMs);
        return;
      case "invalidated":
        this.#invalidations++;
        return;
      case "evicted":
        this.#evictions++;
        return;
      case "degraded":
        this.#count(this.#degraded, event.component);
        return;
      case "vital":
        return this.#vitals.record(event.name, event.value);
      case "memory":
        this.#memoryRatio = Math.max(this.#memoryRatio, event.usedRatio);
        return;
      case "alert":
        return this.#alert(event);
      case "delivered":
        return this.#channels.record(event.channel, event.latencyMs);
      case "step": {
        const step = this.#steps[event.step] ??= { count: 0, totalMs: 0 };
        step.count++;
        step.totalMs += event.ms;
        return;
      }
      default:
        return event satisfies never;
    }
  }

  finish(): RunRecord {
    return {
      requests: this.#latency.count,
      errors: this.#errors,
      bytes: this.#bytes,
      originBytes: this.#originBytes,
      latency: this.#latency.toData(),
      byRoute: this.#routes.toData(),
      byServer: Object.fromEntries(this.#servers),
      tiers: Object.fromEntries(
        [...this.#tiers].map(([name, tier]) => [name, { ...tier, latency: tier.latency.toData() }]),
      ),
      queries: { ...this.#queries, duration: this.#duration.toData(), wait: this.#wait.toData() },
      compression: { ...this.#compression, latency: this.#compressionLatency.toData() },
      vitals: this.#vitals.toData(),
      degraded: Object.fromEntries(this.#degraded),
      alerts: this.#alerts,
      invalidations: this.#invalidations,
      evictions: this.#evictions,
      memoryRatio: this.#memoryRatio,
      steps: this.#steps,
      channels: this.#channels.toData(),
      windowMs: this.#windowMs,
      windows: Array.from(this.#windows, (window) => windowData(window)),
      endMs: this.#clock.nowMs(),
      digest: this.#digest.hex(),
    };
  }

  #reply(event: ReplyEvent): void {
    const { status, latencyMs, sizeBytes, servedBy, route } = event;
    const isError = status >= 500 || status === 429;
    this.#latency.record(latencyMs);
    this.#routes.record(route, latencyMs);
    this.#count(this.#servers, servedBy);
    this.#bytes += sizeBytes;
    if (isError) this.#errors++;
    this.#digest.addNumber(status);
    this.#digest.addText(servedBy);
    this.#digest.addNumber(latencyMs);
    const window = this.#window();
    window.replies++;
    window.bytes += sizeBytes;
    if (isError) window.errors++;
    window.latency.record(latencyMs);
  }

  #lookup(event: LookupEvent): void {
    if (event.outcome === "bypass") return;
    const isHit = event.outcome !== "miss";
    let tier = this.#tiers.get(event.tier);
    if (tier === undefined) {
      this.#tiers.set(event.tier, tier = { requests: 0, hits: 0, latency: new LatencyHistogram() });
    }
    tier.requests++;
    if (isHit) tier.hits++;
    tier.latency.record(event.latencyMs);
    const { tiers } = this.#window();
    let inWindow = tiers.get(event.tier);
    if (inWindow === undefined) tiers.set(event.tier, inWindow = { requests: 0, hits: 0 });
    inWindow.requests++;
    if (isHit) inWindow.hits++;
  }

  #query(event: QueryEvent): void {
    this.#queries.count++;
    if (event.isWrite) this.#queries.writes++;
    if (event.isSlow) this.#queries.slow++;
    this.#duration.record(event.durationMs);
    this.#wait.record(event.waitMs);
    this.#window().queries++;
  }

  #alert(event: AlertEvent): void {
    this.#alerts.push({ budget: event.budget, state: event.state, atMs: this.#clock.nowMs(), value: event.value });
  }

  #window(): Window {
    const index = Math.floor(this.#clock.nowMs() / this.#windowMs);
    for (let next = this.#windows.length; next <= index; next++) {
      this.#windows.push({
        replies: 0,
        errors: 0,
        bytes: 0,
        queries: 0,
        latency: new LatencyHistogram(),
        tiers: new Map(),
      });
    }
    return this.#windows[index]!;
  }

  #count(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

function windowData(window: Window): WindowRecord {
  return { ...window, latency: window.latency.toData(), tiers: Object.fromEntries(window.tiers) };
}
