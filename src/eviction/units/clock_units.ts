import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import type { UnitReplay } from "./unit_replay.ts";

/** Clock: the hand goes round a ring as long as the cache; what it spares has become the youngest by being passed. */
export class ClockUnits implements UnitReplay {
  readonly #ring: Int32Array;
  readonly #most: number;
  /** 0 absent, otherwise 1 + count. */
  #state = new Uint8Array(0);
  #used = 0;
  #hand = 0;

  /** @param most The highest count. */
  constructor(capacity: number, most: number) {
    this.#ring = new Int32Array(capacity);
    this.#most = most + 1;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#state = widened(this.#state, objects);
    const ring = this.#ring;
    const state = this.#state;
    const most = this.#most;
    let [used, hand, misses] = [this.#used, this.#hand, 0];
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const count = state[id]!;
      if (count !== 0) {
        if (count < most) state[id] = count + 1;
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      if (used < ring.length) used++;
      else {
        for (;;) {
          const candidate = ring[hand]!;
          const left = state[candidate]! - 1;
          state[candidate] = left;
          if (left === 0) break;
          if (++hand === ring.length) hand = 0;
        }
      }
      state[id] = 1;
      ring[hand] = id;
      if (++hand === ring.length) hand = 0;
    }
    this.#used = used;
    this.#hand = hand;
    return misses;
  }
}
