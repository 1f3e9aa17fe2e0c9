/**
 * Locks of rows in simulated time: a write holds its row until its commit, others of the same row queue behind it. Kept as the time
 * at which each row is free, so that a wait costs no event of its own. O(1) a write.
 */
export class RowLocks {
  readonly #freeAtMs = new Map<string, number>();
  readonly #heldShare: number;

  /** @param heldShare How much of a write's own time it holds its row, 0..1: the last part of it. */
  constructor(heldShare: number) {
    if (!(heldShare >= 0 && heldShare <= 1)) {
      throw new RangeError(`Cannot make locks: the held share must be in 0..1: received ${heldShare}`);
    }
    this.#heldShare = heldShare;
  }

  /**
   * Takes a row's lock for a write that begins now.
   *
   * @param write `ms`: its own time, without waiting.
   * @returns what it takes with the wait for those before it, ms.
   */
  msUntilDone(row: string, write: { nowMs: number; ms: number }): number {
    const { nowMs, ms } = write;
    const doneMs = Math.max(nowMs + ms, (this.#freeAtMs.get(row) ?? 0) + ms * this.#heldShare);
    this.#freeAtMs.set(row, doneMs);
    return doneMs - nowMs;
  }
}
