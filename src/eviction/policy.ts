import type { Random } from "../base/random.ts";

/**
 * What a policy is made for. Ids are dense: 0, 1, 2 … as the owner hands them out.
 */
export interface PolicySize {
  /** Limit in units: objects when every size is 1, bytes otherwise. A whole number of at least 1. */
  readonly capacity: number;
  /** How many ids to make room for at once; a policy grows when a larger id comes. */
  readonly ids: number;
}

/**
 * What a policy tells its owner. A policy calls these while it runs; the owner must not call back into it.
 */
export interface PolicyListener {
  /** The id is no longer resident: its value must go. It may live on as a ghost. */
  evicted(id: number): void;
  /** The policy keeps nothing about the id any more: the owner may hand the number out again. Follows `evicted`. */
  forgotten(id: number): void;
}

/**
 * A stretch of a trace in columns, as the replay engine hands it to a policy. Index `i` of every column is the same request.
 */
export interface Requests {
  /** Who is asked for. */
  readonly ids: Uint32Array;
  /** Units, at least 1 each; null when every request is one unit. */
  readonly sizes: Uint32Array | null;
  /** Position in the whole trace of the next request to the same id, `NEVER` for none; null when nobody computed it. */
  readonly next: Uint32Array | null;
  /** Milliseconds at each request, for the policies that know time; null when nobody knows them. */
  readonly timesMs?: Float64Array | null;
  /** Every id is below this. */
  readonly objects: number;
  /** When given (all zeros), a 1 is written at the index of every miss. */
  readonly missed: Uint8Array | null;
}

/** In `Requests.next`: the id is not asked for again. */
export const NEVER = 0xffffffff;

/**
 * An eviction (and admission) policy: pure, synchronous, over dense integer ids. The same object decides in the replay engine
 * and in the stack's stores. It holds no keys and no values.
 *
 * The owner calls, for a request to `id`: `has(id)`; if resident `hit(id)`, otherwise `admit(id, size)`. `request` is these
 * three in one; `replay` is `request` over a whole stretch, without a call per request. Sizes are whole units of at least 1 and
 * must not change while an id is resident (a store that overwrites with another size calls `remove`, then `admit`).
 */
export interface Policy {
  readonly capacity: number;
  /** Units in residence. Never above `capacity`. */
  readonly occupied: number;
  /** Ids in residence. */
  readonly residents: number;
  /** Whether the id is resident. O(1). */
  has(id: number): boolean;
  /** Records an access to a resident id. */
  hit(id: number): void;
  /**
   * Takes in an id that is not resident, evicting until it fits.
   *
   * @returns false when the policy did not take it (larger than the cache, or than the policy's own limit); nothing is kept
   * about it then unless it was a ghost before.
   */
  admit(id: number, size: number): boolean;
  /** Takes out an id, resident or ghost, because its owner deleted or expired it; `forgotten` (not `evicted`) is called. */
  remove(id: number): void;
  /** has, then hit or admit. @returns true for a hit. */
  request(id: number, size: number): boolean;
  /** Requests `from` (inclusive) to `to` (exclusive) in order. @returns How many missed. */
  replay(requests: Requests, from: number, to: number): number;
  /** Checks the policy's own books in O(n). @throws RangeError naming what does not add up. */
  audit(): void;
}

/** What every policy is constructed from. */
export interface PolicyContext extends PolicySize {
  /** Told about evictions; a replay has none. */
  readonly listener?: PolicyListener | undefined;
  /** For policies that draw; each forks its own stream. */
  readonly random: Random;
  /** Milliseconds, for policies that know time (`ttl`); without it a policy counts requests. */
  readonly now?: (() => number) | undefined;
  /**
   * A 32-bit hash of the key behind an id, for policies that remember keys beyond `forgotten` in a sketch (`wtinylfu`). Asked once
   * when an id is admitted or hit. An owner that recycles ids must give one; by default an id stands for its key for ever.
   */
  readonly hashOf?: ((id: number) => number) | undefined;
}
