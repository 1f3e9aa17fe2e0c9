/**
 * Moves a share up or down by steps, keeps the direction while the hit ratio improves and turns when it falls; steps shrink, and
 * start large again when the hit ratio jumps (Einziger, Eytan, Friedman, Manes, Adaptive software cache management, 2018;
 * the constants are Caffeine's).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { HillClimber } from "./hill_climber.ts";
 * const climber = new HillClimber(16);
 * const changes = Array.from({ length: 160 }, () => climber.record(true));
 * assertEquals(changes.filter((change) => change !== 0).length, 1);
 * ```
 */
export class HillClimber {
  readonly #capacity: number;
  #step: number;
  #hits = 0;
  #requests = 0;
  #lastRatio = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#step = FIRST_STEP * capacity;
  }

  /** @returns Units to add to the window now, mostly 0. */
  record(hit: boolean): number {
    this.#requests++;
    if (hit) this.#hits++;
    if (this.#requests < SAMPLE_PER_UNIT * this.#capacity) return 0;
    const ratio = this.#hits / this.#requests;
    const gain = ratio - this.#lastRatio;
    const amount = gain >= 0 ? this.#step : -this.#step;
    this.#step = Math.abs(gain) >= RESTART_GAIN
      ? FIRST_STEP * this.#capacity * (amount >= 0 ? 1 : -1)
      : STEP_DECAY * amount;
    this.#lastRatio = ratio;
    this.#hits = 0;
    this.#requests = 0;
    return Math.trunc(amount);
  }
}

const SAMPLE_PER_UNIT = 10;
const FIRST_STEP = 0.0625;
const STEP_DECAY = 0.98;
const RESTART_GAIN = 0.05;
