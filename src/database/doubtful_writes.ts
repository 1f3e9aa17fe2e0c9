import type { Clock } from "../flow/clock.ts";

/**
 * Tables with a write whose outcome nobody knows: its caller was cancelled or its connection lost, and the server may still
 * commit it. Until it can no longer do so, what is read from these tables is not kept.
 */
export class DoubtfulWrites {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param forMs How long the server may still work on it: its statement time-out. */
  add(tags: readonly string[], forMs: number): void {
    const untilMs = this.#clock.nowMs() + forMs;
    for (const tag of tags) this.#untilMs.set(tag, Math.max(untilMs, this.#untilMs.get(tag) ?? 0));
  }

  has(tags: readonly string[]): boolean {
    if (this.#untilMs.size === 0) return false;
    const nowMs = this.#clock.nowMs();
    for (const [tag, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(tag);
    return tags.some((tag) => this.#untilMs.has(tag));
  }
}
