interface Watched {
  readonly dueMs: number;
  readonly expire: () => void;
}

/** One limit for many that are under way, with one timer for all of them: the first that began is the first that is due. */
export class Deadlines {
  readonly limitMs: number;
  readonly #watched = new Set<Watched>();
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** @param expire Called when the limit passed. @returns what ends the watch. */
  watch(expire: () => void): () => void {
    const watched = { dueMs: performance.now() + this.limitMs, expire };
    this.#watched.add(watched);
    if (this.#timer === undefined) this.#arm(this.limitMs);
    return () => {
      this.#watched.delete(watched);
      if (this.#watched.size > 0 || this.#timer === undefined) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const nowMs = performance.now();
      for (const watched of this.#watched) {
        if (watched.dueMs > nowMs) return this.#arm(watched.dueMs - nowMs);
        this.#watched.delete(watched);
        watched.expire();
      }
    }, Math.max(1, delayMs));
  }
}
