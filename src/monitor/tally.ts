import { LatencyHistogram } from "../base/latency_histogram.ts";
import type { CompressedEvent, LookupEvent, QueryEvent } from "../ports/probe.ts";
import type { MonitorReading, SampleKind, VitalName } from "./budgets/budget.ts";

/** What one request to the application came to. */
export interface ApiResponse {
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly bytes: number;
  /** How the route's cache answered, where it has one. */
  readonly cache?: LookupEvent["outcome"];
}

/** Replies of one route. */
export interface RouteTally {
  readonly latencyMs: LatencyHistogram;
  errors: number;
  bytes: number;
  cacheHits: number;
  cacheLookups: number;
}

/** Look-ups at one tier. What was bypassed does not count; what was served stale is a hit. */
export interface TierTally {
  lookups: number;
  hits: number;
  hitLatencyMs: number;
}

/** Names beyond this number share "other": a caller that puts ids into routes must not fill the memory. */
const MOST_NAMES = 64;

/** The levels of the cache strategy, in the order in which a request meets them. */
const LEVELS = ["l1", "l2"] as const;

/** Everything that the monitor counts in some span of time. Tallies of several spans can be added up. */
export class Tally implements MonitorReading {
  readonly api = new LatencyHistogram();
  readonly query = new LatencyHistogram();
  readonly queryWait = new LatencyHistogram();
  readonly vitals: Readonly<Record<VitalName, LatencyHistogram>> = {
    LCP: new LatencyHistogram(),
    FID: new LatencyHistogram(),
    CLS: new LatencyHistogram(),
    TTFB: new LatencyHistogram(),
  };
  readonly routes = new Map<string, RouteTally>();
  readonly tiers = new Map<string, TierTally>();
  errors = 0;
  bytes = 0;
  slowQueries = 0;
  compressedInputBytes = 0;
  compressedOutputBytes = 0;
  memorySamples = 0;
  mostMemory = 0;

  addResponse(response: ApiResponse): void {
    const { bytes, cache, durationMs, status } = response;
    const route = named(this.routes, response.route, newRoute);
    this.api.record(durationMs);
    route.latencyMs.record(durationMs);
    this.bytes += bytes;
    route.bytes += bytes;
    if (status >= 500) {
      this.errors++;
      route.errors++;
    }
    if (cache === undefined || cache === "bypass") return;
    route.cacheLookups++;
    if (cache !== "miss") route.cacheHits++;
  }

  addLookup(event: LookupEvent): void {
    if (event.outcome === "bypass") return;
    const tier = named(this.tiers, event.tier, newTier);
    tier.lookups++;
    if (event.outcome === "miss") return;
    tier.hits++;
    tier.hitLatencyMs += event.latencyMs;
  }

  addQuery(event: QueryEvent): void {
    this.query.record(event.durationMs);
    this.queryWait.record(event.waitMs);
    if (event.isSlow) this.slowQueries++;
  }

  addCompressed(event: CompressedEvent): void {
    this.compressedInputBytes += event.inputBytes;
    this.compressedOutputBytes += event.outputBytes;
  }

  addMemory(usedRatio: number): void {
    this.memorySamples++;
    this.mostMemory = Math.max(this.mostMemory, usedRatio);
  }

  merge(other: Tally): void {
    this.mergeTotals(other);
    for (const [name, theirs] of other.routes) {
      const ours = named(this.routes, name, newRoute);
      ours.latencyMs.merge(theirs.latencyMs);
      addCounts(ours, theirs, ["errors", "bytes", "cacheHits", "cacheLookups"]);
    }
  }

  /** All but the routes: what budgets read. They are checked every few seconds, and histograms are not merged for nothing. */
  mergeTotals(other: Tally): void {
    this.api.merge(other.api);
    this.query.merge(other.query);
    this.queryWait.merge(other.queryWait);
    for (const name of ["LCP", "FID", "CLS", "TTFB"] as const) this.vitals[name].merge(other.vitals[name]);
    for (const [name, theirs] of other.tiers) {
      addCounts(named(this.tiers, name, newTier), theirs, ["lookups", "hits", "hitLatencyMs"]);
    }
    addCounts<CountName>(this, other, COUNTS);
    this.mostMemory = Math.max(this.mostMemory, other.mostMemory);
  }

  apiLatencyMs(quantile: number): number | null {
    return quantileOf(this.api, quantile);
  }

  queryLatencyMs(quantile: number): number | null {
    return quantileOf(this.query, quantile);
  }

  vital(name: VitalName, quantile: number): number | null {
    return quantileOf(this.vitals[name], quantile);
  }

  /** Look-ups of the cache strategy: those at its first level; of a design without levels, those of the query cache. */
  get lookups(): number {
    const first = LEVELS.find((level) => this.tiers.has(level)) ?? "query-cache";
    return this.tiers.get(first)?.lookups ?? 0;
  }

  /** Hits at any level, a share of the look-ups at the first. */
  get hitRatio(): number | null {
    if (this.lookups === 0) return null;
    const levels = LEVELS.some((level) => this.tiers.has(level)) ? LEVELS : ["query-cache"];
    const hits = levels.reduce((sum, level) => sum + (this.tiers.get(level)?.hits ?? 0), 0);
    return Math.min(1, hits / this.lookups);
  }

  get errorRatio(): number | null {
    return this.api.count === 0 ? null : this.errors / this.api.count;
  }

  get memoryRatio(): number | null {
    return this.memorySamples === 0 ? null : this.mostMemory;
  }

  samples(kind: SampleKind): number {
    switch (kind) {
      case "api":
        return this.api.count;
      case "query":
        return this.query.count;
      case "lookup":
        return this.lookups;
      case "memory":
        return this.memorySamples;
      default:
        return this.vitals[kind].count;
    }
  }
}

const COUNTS = [
  "errors",
  "bytes",
  "slowQueries",
  "compressedInputBytes",
  "compressedOutputBytes",
  "memorySamples",
] as const;
type CountName = (typeof COUNTS)[number];

function addCounts<Name extends string>(
  ours: Record<Name, number>,
  theirs: Readonly<Record<Name, number>>,
  names: readonly Name[],
): void {
  for (const name of names) ours[name] += theirs[name];
}

function named<T>(map: Map<string, T>, name: string, make: () => T): T {
  const known = map.get(name);
  if (known !== undefined) return known;
  if (map.size >= MOST_NAMES && name !== "other") return named(map, "other", make);
  const made = make();
  map.set(name, made);
  return made;
}

function newRoute(): RouteTally {
  return { latencyMs: new LatencyHistogram(), errors: 0, bytes: 0, cacheHits: 0, cacheLookups: 0 };
}

function newTier(): TierTally {
  return { lookups: 0, hits: 0, hitLatencyMs: 0 };
}

function quantileOf(histogram: LatencyHistogram, quantile: number): number | null {
  return histogram.count === 0 ? null : histogram.quantile(quantile);
}
