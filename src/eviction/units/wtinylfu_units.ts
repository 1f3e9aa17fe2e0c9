import { FrequencySketch } from "../frequency_sketch.ts";
import type { Requests } from "../policy.ts";
import { LogQueue } from "./log_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";
import { widened } from "./widened.ts";

const WINDOW = 1;
const PROBATION = 2;
const PROTECTED = 3;

/** W-TinyLFU with a fixed window, over logs. */
export class WTinyLfuUnits implements UnitReplay {
  readonly #limits: WTinyLfuLimits;
  readonly #window = new LogQueue(WINDOW);
  readonly #probation = new LogQueue(PROBATION);
  readonly #protected = new LogQueue(PROTECTED);
  readonly #sketch: FrequencySketch;
  #places = new Int32Array(0);

  constructor(limits: WTinyLfuLimits, sketch: FrequencySketch) {
    this.#limits = limits;
    this.#sketch = sketch;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#places = widened(this.#places, objects);
    const places = this.#places;
    const sketch = this.#sketch;
    const protectedQueue = this.#protected;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      sketch.count(id);
      const queue = places[id]! & 31;
      if (queue === PROTECTED) protectedQueue.refresh(places, id);
      else if (queue === WINDOW) this.#window.refresh(places, id);
      else if (queue === PROBATION) this.#protect(places, id);
      else {
        misses++;
        if (missed !== null) missed[index] = 1;
        this.#admit(places, id);
      }
    }
    return misses;
  }

  #admit(places: Int32Array, id: number): void {
    const { capacity } = this.#limits;
    while (this.#window.live + this.#probation.live + this.#protected.live >= capacity) this.#makeRoom(places);
    this.#window.push(places, id);
  }

  /** A hit on probation earns protection; what protection has no room for falls back. */
  #protect(places: Int32Array, id: number): void {
    this.#probation.live--;
    this.#protected.push(places, id);
    if (this.#protected.live > this.#limits.protected) {
      this.#probation.push(places, this.#protected.shift(places));
    }
  }

  /** The window's oldest moves to the main part while that has room; then it is compared with the main part's victim. */
  #makeRoom(places: Int32Array): void {
    const { main, protected: protectedLimit } = this.#limits;
    const window = this.#window;
    const probation = this.#probation;
    const guarded = this.#protected;
    const held = probation.live + guarded.live;
    if (window.live === 0) {
      places[(probation.live > 0 ? probation : guarded).shift(places)] = 0;
    } else if (held < main) {
      (probation.live < main - protectedLimit ? probation : guarded).push(places, window.shift(places));
    } else {
      const candidate = window.first(places);
      const loser = probation.live > 0 ? probation : guarded;
      const wins = held > 0 && this.#sketch.estimate(candidate) > this.#sketch.estimate(loser.first(places));
      places[(wins ? loser : window).shift(places)] = 0;
      if (wins && held - 1 < main) probation.push(places, window.shift(places));
    }
  }
}

/** Units by part. */
export interface WTinyLfuLimits {
  readonly capacity: number;
  readonly main: number;
  readonly protected: number;
}
