import { hashString, mix32 } from "../../src/base/hash.ts";
import type { Clock } from "../../src/flow/clock.ts";

/**
 * Chance that depends on the moment and not on what was drawn before: when something is taken out of a world, what happens at other
 * times stays as it was. That is what makes a failure shrink.
 */
export class Dice {
  readonly #clock: Clock;
  readonly #seed: number;
  #atMs = -1;
  #drawn = 0;

  constructor(clock: Clock, name: string) {
    this.#clock = clock;
    this.#seed = hashString(name);
  }

  /** A number in [0, 1). */
  unit(): number {
    const nowMs = this.#clock.nowMs();
    this.#drawn = nowMs === this.#atMs ? this.#drawn + 1 : 0;
    this.#atMs = nowMs;
    const moment = Math.floor(nowMs * 1024) | 0;
    return (mix32(mix32(this.#seed ^ moment) + Math.imul(this.#drawn, 0x9e3779b9)) >>> 0) / 0x1_0000_0000;
  }
}
