/** What a visitor can do in the shop; the index in this list is the action's number in a schedule. */
export const ACTIONS = ["product-page", "product-json", "category", "static", "image", "update-product"] as const;
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

/** Something that happens to the stack at a time. */
export type Incident =
  /** Every instance starts anew: what they held in memory is gone. */
  | { readonly kind: "restart"; readonly atMs: number }
  /** A part does not answer until `untilMs`. */
  | { readonly kind: "outage"; readonly atMs: number; readonly untilMs: number; readonly target: OutageTarget };

export type OutageTarget = "l2";

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
  /** What was wrong with the input and left out; shown in the report. */
  readonly warnings: readonly string[];
}
