import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import type { UnitReplay } from "./unit_replay.ts";

/** FIFO: a ring as long as the cache, in which what enters takes the place of what leaves. */
export class FifoUnits implements UnitReplay {
  readonly #ring: Int32Array;
  #resident = new Uint8Array(0);
  #used = 0;
  #hand = 0;

  constructor(capacity: number) {
    this.#ring = new Int32Array(capacity);
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#resident = widened(this.#resident, objects);
    const ring = this.#ring;
    const resident = this.#resident;
    let [used, hand, misses] = [this.#used, this.#hand, 0];
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (resident[id] !== 0) continue;
      misses++;
      if (missed !== null) missed[index] = 1;
      if (used === ring.length) resident[ring[hand]!] = 0;
      else used++;
      resident[id] = 1;
      ring[hand++] = id;
      if (hand === ring.length) hand = 0;
    }
    this.#used = used;
    this.#hand = hand;
    return misses;
  }
}
