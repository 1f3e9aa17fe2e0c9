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
 * An eviction (and admission) policy: pure, synchronous, over dense integer ids. The same object decides in the replay engine
 * and in the stack's stores. It holds no keys and no values.
 *
 * The owner calls, for a request to `id`: `has(id)`; if resident `hit(id)`, otherwise `admit(id, size)`. `request` is these
 * three in one, for replay. Sizes are whole units of at least 1 and must not change while an id is resident.
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
   * @returns false when the policy did not take it (larger than the cache, or not admitted); a resident id is never lost then
   * unless the policy's rules say so.
   */
  admit(id: number, size: number): boolean;
  /** Takes out an id, resident or ghost, because its owner deleted or expired it; `forgotten` (not `evicted`) is called. */
  remove(id: number): void;
  /** has, then hit or admit. @returns true for a hit. */
  request(id: number, size: number): boolean;
  /** Checks the policy's own books in O(n). @throws RangeError naming what does not add up. */
  audit(): void;
}

/** What every policy is constructed from. */
export interface PolicyContext extends PolicySize {
  readonly listener: PolicyListener;
  /** For policies that draw; each forks its own stream. */
  readonly random: Random;
}
