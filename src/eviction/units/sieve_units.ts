import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import type { UnitReplay } from "./unit_replay.ts";

/**
 * SIEVE: a queue in one array, oldest first. What the hand spares it moves down over the gaps that evictions left, so that ids stand
 * densely from 0 to `kept` (older than the hand) and from the hand to `end`, and no gap is ever looked at again.
 */
export class SieveUnits implements UnitReplay {
  readonly #queue: Int32Array;
  readonly #capacity: number;
  #state = new Uint8Array(0);
  #residents = 0;
  #kept = 0;
  #hand = 0;
  #end = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#queue = new Int32Array(4 * capacity);
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#state = widened(this.#state, objects);
    const queue = this.#queue;
    const state = this.#state;
    let [room, kept, hand, end] = [this.#capacity - this.#residents, this.#kept, this.#hand, this.#end];
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (state[id] !== ABSENT) {
        state[id] = VISITED;
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      if (room > 0) room--;
      else {
        let victim = queue[hand++]!;
        while (state[victim] === VISITED) {
          state[victim] = UNVISITED;
          queue[kept++] = victim;
          if (hand === end) {
            end = kept;
            hand = kept = 0;
          }
          victim = queue[hand++]!;
        }
        state[victim] = ABSENT;
        // At the young end the hand goes on with the oldest: whatever enters now must wait a round.
        if (hand === end) {
          end = kept;
          hand = kept = 0;
        }
      }
      if (end === queue.length) {
        queue.copyWithin(kept, hand, end);
        end -= hand - kept;
        hand = kept;
      }
      queue[end++] = id;
      state[id] = UNVISITED;
    }
    this.#residents = this.#capacity - room;
    this.#kept = kept;
    this.#hand = hand;
    this.#end = end;
    return misses;
  }
}

const ABSENT = 0;
const UNVISITED = 1;
const VISITED = 2;
