import type { Requests } from "../policy.ts";
import { LogQueue } from "./log_queue.ts";
import { Ring } from "./ring.ts";
import type { UnitReplay } from "./unit_replay.ts";
import { widened } from "./widened.ts";

const SMALL = 1;
const MAIN = 2;
const GHOST = 3;
/** In an id's state: one hit, and where the count of three is reached. */
const ONE = 4;
const FULL = 12;

/** S3-FIFO: two rings, and a log of ghosts, from whose middle ids return. */
export class S3FifoUnits implements UnitReplay {
  readonly #limits: S3FifoLimits;
  readonly #small: Ring;
  readonly #main: Ring;
  readonly #ghosts = new LogQueue(GHOST);
  /** By id: its queue, 0 for none, and from bit 2 up its count. */
  #state = new Uint8Array(0);
  #ghostPlaces = new Int32Array(0);
  #evictedEver = false;

  constructor(limits: S3FifoLimits) {
    this.#limits = limits;
    this.#small = new Ring(limits.capacity);
    this.#main = new Ring(limits.capacity);
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#state = widened(this.#state, objects);
    this.#ghostPlaces = widened(this.#ghostPlaces, objects);
    const states = this.#state;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const state = states[id]!;
      if (state !== 0 && state !== GHOST) {
        if (state < FULL) states[id] = state + ONE;
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.#admit(states, id, state === GHOST);
    }
    return misses;
  }

  #admit(states: Uint8Array, id: number, known: boolean): void {
    const { capacity, small: smallLimit } = this.#limits;
    const small = this.#small;
    if (known) {
      this.#ghosts.live--;
      this.#ghostPlaces[id] = 0;
      states[id] = 0;
    }
    if (small.length + this.#main.length >= capacity) this.#evict(states);
    const early = !this.#evictedEver && small.length >= smallLimit;
    states[id] = known || early ? MAIN : SMALL;
    (known || early ? this.#main : small).push(id);
  }

  #evict(states: Uint8Array): void {
    const { main: mainLimit, threshold } = this.#limits;
    const small = this.#small;
    const main = this.#main;
    this.#evictedEver = true;
    if (main.length > mainLimit || small.length === 0) {
      for (;;) {
        const oldest = main.shift();
        const count = states[oldest]! >> 2;
        if (count === 0) {
          states[oldest] = 0;
          return;
        }
        states[oldest] = MAIN | ((count - 1) << 2);
        main.push(oldest);
      }
    }
    while (small.length > 0) {
      const oldest = small.shift();
      if (states[oldest]! >> 2 < threshold) {
        this.#haunt(states, oldest);
        return;
      }
      states[oldest] = MAIN;
      main.push(oldest);
    }
    this.#evict(states);
  }

  #haunt(states: Uint8Array, id: number): void {
    const ghosts = this.#ghosts;
    const places = this.#ghostPlaces;
    const { ghost: limit } = this.#limits;
    states[id] = limit < 1 ? 0 : GHOST;
    if (limit < 1) return;
    while (ghosts.live >= limit) {
      const forgotten = ghosts.shift(places);
      places[forgotten] = 0;
      states[forgotten] = 0;
    }
    ghosts.push(places, id);
  }
}

/** Units by queue, and the hits in the small queue that earn a place in the main one. */
export interface S3FifoLimits {
  readonly capacity: number;
  readonly small: number;
  readonly main: number;
  readonly ghost: number;
  readonly threshold: number;
}
