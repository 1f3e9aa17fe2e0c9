import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import { LogQueue } from "./log_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";

const IN = 1;
const MAIN = 2;
const OUT = 3;

/** 2Q over logs. */
export class TwoQUnits implements UnitReplay {
  readonly #capacity: number;
  readonly #inLimit: number;
  readonly #outLimit: number;
  readonly #in = new LogQueue(IN);
  readonly #main = new LogQueue(MAIN);
  readonly #out = new LogQueue(OUT);
  #places = new Int32Array(0);

  constructor(capacity: number, limits: { in: number; out: number }) {
    this.#capacity = capacity;
    this.#inLimit = limits.in;
    this.#outLimit = limits.out;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#places = widened(this.#places, objects);
    const places = this.#places;
    const main = this.#main;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const queue = places[id]! & 31;
      if (queue === IN) continue;
      if (queue === MAIN) {
        main.refresh(places, id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      if (queue === OUT) {
        this.#out.live--;
        places[id] = 0;
      }
      if (this.#in.live + main.live >= this.#capacity) this.#evict(places);
      (queue === OUT ? main : this.#in).push(places, id);
    }
    return misses;
  }

  #evict(places: Int32Array): void {
    const main = this.#main;
    const out = this.#out;
    const fromEntry = this.#in.live > this.#inLimit || main.live === 0;
    const victim = (fromEntry ? this.#in : main).shift(places);
    if (!fromEntry || this.#outLimit < 1) {
      places[victim] = 0;
      return;
    }
    while (out.live >= this.#outLimit) places[out.shift(places)] = 0;
    out.push(places, victim);
  }
}
