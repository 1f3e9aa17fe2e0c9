import type { Probe, ProbeEvent } from "../../ports/probe.ts";

/** What a cache strategy did so far. */
export interface CacheStrategyStats {
  /** Entries in memory. */
  readonly entries: number;
  /** Sum of their sizes. */
  readonly bytes: number;
  /** Keys under way. */
  readonly flights: number;
  readonly l1: LevelCounts;
  readonly l2: LevelCounts;
  /** Operations of a part that failed or was gone around. */
  readonly degraded: number;
  /** GET and MGET commands. */
  readonly readCommands: number;
}

export interface LevelCounts {
  readonly hits: number;
  readonly misses: number;
  /** Served although expired. */
  readonly stale: number;
}

/** Counts what a strategy tells, and passes it on to who listens. */
export class CountingProbe implements Probe {
  readonly #onEvent: ((event: ProbeEvent) => void) | undefined;
  #hits = 0;
  #degraded = 0;
  readonly #levels = {
    l1: { hits: 0, misses: 0, stale: 0 },
    l2: { hits: 0, misses: 0, stale: 0 },
  };

  constructor(onEvent: ((event: ProbeEvent) => void) | undefined) {
    this.#onEvent = onEvent;
  }

  /** A plain hit in memory: no event is made unless somebody listens. */
  hit(): void {
    this.#hits++;
    this.#onEvent?.({ kind: "lookup", tier: "l1", outcome: "hit", latencyMs: 0 });
  }

  emit(event: ProbeEvent): void {
    if (event.kind === "degraded") this.#degraded++;
    if (event.kind === "lookup" && (event.tier === "l1" || event.tier === "l2")) {
      const counts = this.#levels[event.tier];
      if (event.outcome === "hit") counts.hits++;
      else if (event.outcome === "stale") counts.stale++;
      else counts.misses++;
    }
    this.#onEvent?.(event);
  }

  /** Something in the background failed that nobody waited for. */
  unhandled(error: unknown): void {
    this.emit({ kind: "degraded", component: "background", reason: error instanceof Error ? error.name : "failed" });
  }

  counts(): Pick<CacheStrategyStats, "l1" | "l2" | "degraded"> {
    const { l1, l2 } = this.#levels;
    return { l1: { ...l1, hits: l1.hits + this.#hits }, l2: { ...l2 }, degraded: this.#degraded };
  }
}
