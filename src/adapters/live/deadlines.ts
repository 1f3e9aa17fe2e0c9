/** Something that may take so long and no longer. Its links are the watcher's own: a set would be rebuilt every few watches. */
export interface Limited {
  /** When it is over at the latest, as `performance.now()` tells time; set when its watch begins. */
  dueMs: number;
  isWatched: boolean;
  earlier: Limited | undefined;
  later: Limited | undefined;
  /** The limit passed. */
  expire(): void;
}

/** One limit for many that are under way, with one timer for all of them: the first that began is the first that is due. */
export class Deadlines {
  readonly limitMs: number;
  #first: Limited | undefined = undefined;
  #last: Limited | undefined = undefined;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(limitMs: number) {
    this.limitMs = limitMs;
  }

  /** Begins a watch, that `unwatch` ends. */
  watch(limited: Limited): void {
    limited.dueMs = performance.now() + this.limitMs;
    limited.isWatched = true;
    limited.earlier = this.#last;
    if (this.#last === undefined) this.#first = limited;
    else this.#last.later = limited;
    this.#last = limited;
    if (this.#timer === undefined) this.#arm(this.limitMs);
  }

  /** Harmless when the watch is over. */
  unwatch(limited: Limited): void {
    if (!limited.isWatched) return;
    const { earlier, later } = limited;
    if (earlier === undefined) this.#first = later;
    else earlier.later = later;
    if (later === undefined) this.#last = earlier;
    else later.earlier = earlier;
    limited.isWatched = false;
    limited.earlier = limited.later = undefined;
    if (this.#first !== undefined || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const nowMs = performance.now();
      for (let limited = this.#first; limited !== undefined; limited = this.#first) {
        if (limited.dueMs > nowMs) return this.#arm(limited.dueMs - nowMs);
        this.unwatch(limited);
        limited.expire();
      }
    }, Math.max(1, delayMs));
  }
}
