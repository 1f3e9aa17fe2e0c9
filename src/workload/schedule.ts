/**
 * What a visitor can do in the shop; the index in this list is the action's number in a schedule. The last three are statements for
 * the database alone.
 */
export const ACTIONS = [
  "product-page",
  "product-json",
  "category",
  "static",
  "image",
  "update-product",
  "product-image",
  "graphql",
  "add-to-cart",
  "change-stock",
  "read-orders",
  "place-order",
  "list-orders",
] as const;
export type Action = (typeof ACTIONS)[number];

/** Bits of a request's flags. */
export const FLAG = {
  /** The client holds an earlier reply and asks whether it still holds (If-None-Match). */
  conditional: 1,
  /** Understands gzip only. */
  gzipOnly: 2,
  /** Understands no content coding. */
  identityOnly: 4,
} as const;

/** A named span of time; a fault is drawn as a warning. */
export interface Band {
  readonly name: string;
  readonly kind: "phase" | "fault";
  readonly fromMs: number;
  readonly toMs: number;
}

/** A part of a stack that can be hurt. A design that has no such part is not hurt by it, and says so. */
export const FAULT_TARGETS = ["l2", "database-primary", "database-replica", "origin", "region"] as const;

/**
 * - `l2`: the shared cache; `database-primary`, `database-replica` (all replicas);
 * - `origin`: every application instance (what stands before them goes on);
 * - `region`: the data centre of instances, shared cache and database together.
 */
export type FaultTarget = (typeof FAULT_TARGETS)[number];

interface FaultSpan {
  readonly atMs: number;
  /** When the part is as it was before. */
  readonly untilMs: number;
  readonly target: FaultTarget;
}

/** What a part does to its callers for a while. A closed union: an injector, simulated or live, handles every kind. */
export type Fault =
  /** The process is gone: connections are refused at once, and what it held in memory is lost. */
  | (FaultSpan & { readonly kind: "kill" })
  /** The process stands still and goes on later with all it held: callers wait until their own deadline. */
  | (FaultSpan & { readonly kind: "pause" })
  /** Every operation takes `delayMs` longer. */
  | (FaultSpan & { readonly kind: "slow"; readonly delayMs: number })
  /** So large a share (0..1) of the operations gets no answer. */
  | (FaultSpan & { readonly kind: "drop"; readonly share: number });

/** A bad release, until it is rolled back: its payloads weigh `payloadFactor` times, one of its queries takes `slowQueryMs` longer. */
export interface Release {
  readonly kind: "release";
  readonly atMs: number;
  readonly untilMs: number;
  readonly payloadFactor: number;
  readonly slowQueryMs: number;
}

/** Something that happens to the stack at a time. */
export type Incident =
  /** Every instance starts anew: what they held in memory is gone. */
  | { readonly kind: "restart"; readonly atMs: number }
  | Release
  | Fault
  /** One instance refuses connections until `untilMs`; the others go on. */
  | { readonly kind: "instance-down"; readonly atMs: number; readonly untilMs: number; readonly instance: number }
  /** A master of the shared store's cluster is dead until `untilMs`; nothing for a store without masters. */
  | { readonly kind: "redis-master-down"; readonly atMs: number; readonly untilMs: number; readonly node: number }
  /** The primary of a shard dies for ever (kill -9); nothing where the database is not driven alone. */
  | { readonly kind: "shard-primary-killed"; readonly atMs: number; readonly shard: number };

/** A client has no network from `fromMs` until `toMs`. */
export interface OfflineSpan {
  readonly client: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Every request of a run, in columns, fixed before the run begins: all designs see the very same ones. Index `i` of every
 * column is the same request.
 */
export interface Schedule {
  readonly count: number;
  /** Intended send times, ms since the start, not decreasing. */
  readonly atMs: Float64Array;
  /** Indices into ACTIONS. */
  readonly action: Uint8Array;
  /** Product, category or file number. */
  readonly item: Uint32Array;
  readonly client: Uint32Array;
  /** Bits of FLAG. */
  readonly flags: Uint8Array;
  /** Products are numbered below this. */
  readonly products: number;
  readonly durationMs: number;
  readonly bands: readonly Band[];
  readonly incidents: readonly Incident[];
  /**
   * Bytes of a product's own data, when the scenario decides them (key-value presets); otherwise the catalogue does. Pure.
   * Simulated worlds only: a live table holds the catalogue's texts.
   */
  readonly itemBytes?: (item: number) => number;
  /** When clients have no network; only designs with clients know. @default never */
  readonly offline?: readonly OfflineSpan[];
  /**
   * Set where the requests are statements for the design's database alone, past its application: users are numbered below `users`,
   * and a request's client is the user.
   */
  readonly database?: { readonly users: number };
  /** What was wrong with the input and left out; shown in the report. */
  readonly warnings: readonly string[];
}
