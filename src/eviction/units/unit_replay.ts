import type { Requests } from "../policy.ts";

/**
 * A policy again, for replays in which every request is one unit and nobody listens: one loop over a stretch of the trace, all
 * state in typed arrays, no call a request. It decides exactly what the policy decides, only faster; the policy object
 * remains the reference, and tests hold the two together.
 */
export interface UnitReplay {
  /** Requests `from` (inclusive) to `to` (exclusive) in order; may be called again with the next stretch. @returns How many missed. */
  replay(requests: Requests, from: number, to: number): number;
}

/** Positions in the logs below must fit beside a tag in 32 bits, so larger caches are left to the policy object. */
export const MOST_UNITS = 1 << 24;
