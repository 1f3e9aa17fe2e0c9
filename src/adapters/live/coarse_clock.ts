import { clearTimeout, setTimeout } from "node:timers";
import type { Clock } from "../../flow/clock.ts";

/**
 * A clock that is read at most once a millisecond: reading the real one costs as much as a whole look-up. Within one turn of the
 * event loop time stands still.
 */
export class CoarseClock implements Clock {
  readonly #clock: Clock;
  readonly epochMs: number;
  #nowMs = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.epochMs = clock.epochMs;
  }

  nowMs(): number {
    return this.#nowMs >= 0 ? this.#nowMs : this.#read();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #read(): number {
    this.#nowMs = this.#clock.nowMs();
    this.#timer = setTimeout(this.#forget, 1);
    this.#timer.unref();
    return this.#nowMs;
  }

  readonly #forget = () => {
    this.#nowMs = -1;
  };
}
