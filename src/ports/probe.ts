/** How a cache answered a look-up. `stale` was served past its time, `bypass` was not asked. */
export type LookupOutcome = "hit" | "miss" | "stale" | "bypass";

/** A tier that looks things up was asked. `latencyMs` is the look-up's own time, not what followed a miss. */
export interface LookupEvent {
  readonly kind: "lookup";
  /** "cdn", "nginx", "l1", "l2", "query-cache", … */
  readonly tier: string;
  readonly outcome: LookupOutcome;
  readonly latencyMs: number;
}

/** A request was answered at the front of an application instance (`monitor`) or of the whole design (`front`). */
export interface ReplyEvent {
  readonly kind: "reply";
  readonly at: "application" | "front";
  readonly route: string;
  readonly status: number;
  /** At the front: from the intended send time. */
  readonly latencyMs: number;
  readonly sizeBytes: number;
  readonly servedBy: string;
}

/** The database answered (not the query cache). */
export interface QueryEvent {
  readonly kind: "query";
  readonly fingerprint: string;
  readonly durationMs: number;
  /** Time spent waiting for a connection. */
  readonly waitMs: number;
  readonly rows: number;
  readonly isSlow: boolean;
  readonly isWrite: boolean;
}

export interface PoolEvent {
  readonly kind: "pool";
  readonly active: number;
  readonly waiting: number;
  readonly size: number;
}

export interface CompressedEvent {
  readonly kind: "compressed";
  readonly coding: string;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly latencyMs: number;
}

export interface InvalidatedEvent {
  readonly kind: "invalidated";
  readonly tags: readonly string[];
}

/** A store gave something up to make room. */
export interface EvictedEvent {
  readonly kind: "evicted";
  readonly tier: string;
  readonly key: string;
}

/** A component failed or was late, and the request went on without it. */
export interface DegradedEvent {
  readonly kind: "degraded";
  readonly component: string;
  readonly reason: string;
}

/** A web vital: LCP, FID, TTFB in ms, CLS as a score. */
export interface VitalEvent {
  readonly kind: "vital";
  readonly name: "LCP" | "FID" | "CLS" | "TTFB";
  readonly value: number;
}

/** Values in bytes held by a store of one instance, as a share of what the instance may use. */
export interface MemoryEvent {
  readonly kind: "memory";
  readonly usedRatio: number;
}

export interface AlertEvent {
  readonly kind: "alert";
  readonly budget: string;
  readonly state: "firing" | "cleared";
  readonly value: number;
}

/** The stretches of a product page's way, in the order in which a request meets them; `total` is the whole way. */
export const STEPS = [
  "dns",
  "tcp",
  "tls",
  "round-trip",
  "edge",
  "compression",
  "edge-to-origin",
  "load-balancer",
  "routing",
  "controller",
  "redis",
  "query",
  "view",
  "other",
  "download",
  "total",
] as const;
export type Step = (typeof STEPS)[number];

/**
 * How long one stretch of a product page's way took, without what lies behind it. `total` is told only of a way that took every
 * step: a new connection, and no cache had the page.
 */
export interface StepEvent {
  readonly kind: "step";
  readonly step: Step;
  readonly ms: number;
}

/** A client heard what was told on a channel. */
export interface DeliveredEvent {
  readonly kind: "delivered";
  readonly channel: "inventory" | "cart" | "notifications";
  /** From publishing to the client's ear. */
  readonly latencyMs: number;
}

/** The closed set of what components tell about themselves. */
export type ProbeEvent =
  | LookupEvent
  | ReplyEvent
  | QueryEvent
  | PoolEvent
  | CompressedEvent
  | InvalidatedEvent
  | EvictedEvent
  | DegradedEvent
  | VitalEvent
  | MemoryEvent
  | AlertEvent
  | StepEvent
  | DeliveredEvent;

/** Listens to components. It must not throw and must not change the event. */
export interface Probe {
  emit(event: ProbeEvent): void;
}
