/** Bytes that a new connection may send before the first acknowledgement: ten segments of 1,460 (RFC 6928). */
const FIRST_WINDOW_BYTES = 14_600;

/**
 * One client's way to its point of presence: one HTTP/2 connection, whose congestion window has grown as far as its traffic made it
 * grow, and one link that carries one transfer after the other.
 */
export class Connection {
  /** The looked-up name holds until then. */
  nameUntilMs = -Infinity;
  /** Open while there is traffic; -Infinity before the first set-up. */
  openUntilMs = -Infinity;
  /** A set-up under way ends then: who comes meanwhile waits for it. */
  readyAtMs = -Infinity;
  #windowBytes = FIRST_WINDOW_BYTES;
  #linkFreeAtMs = -Infinity;

  /** A new connection begins with a small window (RFC 5681, section 3.1). */
  reset(): void {
    this.#windowBytes = FIRST_WINDOW_BYTES;
  }

  /**
   * Time from the first byte's arrival to the last one's: slow start doubles the window each round trip until it holds what is under
   * way at full bandwidth, then bandwidth alone counts. No loss, no pacing.
   *
   * @param link The client's link; `rttMs` above 0, `bytesPerMs` above 0.
   */
  transferMs(sizeBytes: number, link: { rttMs: number; bytesPerMs: number }, nowMs: number): number {
    const { rttMs, bytesPerMs } = link;
    const enoughBytes = rttMs * bytesPerMs;
    let left = sizeBytes;
    let ms = 0;
    while (left > this.#windowBytes && this.#windowBytes < enoughBytes) {
      ms += rttMs;
      left -= this.#windowBytes;
      this.#windowBytes *= 2;
    }
    ms += left / bytesPerMs;
    const waitMs = Math.max(0, this.#linkFreeAtMs - nowMs);
    this.#linkFreeAtMs = nowMs + waitMs + sizeBytes / bytesPerMs;
    return waitMs + ms;
  }
}
