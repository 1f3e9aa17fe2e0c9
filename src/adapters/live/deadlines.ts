/** Something that may take so long and no longer. */
export interface Limited {
  /** When it is over at the latest, as `performance.now()` tells time; set when its watch begins. */
  dueMs: number;
  /** The limit passed. */
  expire(): void;
}

/** One limit for many that are under way, with one timer for all of them: the first that began is the first that is due. */
export class Deadlines {
  readonly limitMs: number;
  readonly #watched = new Set<Limited>();
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** Begins a watch, that `unwatch` ends. */
  watch(limited: Limited): void {
    limited.dueMs = performance.now() + this.limitMs;
    this.#watched.add(limited);
    if (this.#timer === undefined) this.#arm(this.limitMs);
  }

  /** Harmless when the watch is over. */
  unwatch(limited: Limited): void {
    this.#watched.delete(limited);
    if (this.#watched.size > 0 || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const nowMs = performance.now();
      for (const limited of this.#watched) {
        if (limited.dueMs > nowMs) return this.#arm(limited.dueMs - nowMs);
        this.#watched.delete(limited);
        limited.expire();
      }
    }, Math.max(1, delayMs));
  }
}
