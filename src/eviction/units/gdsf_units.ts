import type { Requests } from "../policy.ts";
import { RankQueue } from "./rank_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";
import { widened } from "./widened.ts";

/** GDSF when all sizes are 1: priorities are whole multiples of its scale, so they are ranks. */
export class GdsfUnits implements UnitReplay {
  readonly #capacity: number;
  readonly #queue = new RankQueue();
  /** 0 is "not in". */
  #counts = new Int32Array(0);
  #age = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    const queue = this.#queue;
    queue.reserve(objects);
    this.#counts = widened(this.#counts, objects);
    const counts = this.#counts;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const count = counts[id]! + 1;
      counts[id] = count;
      if (count > 1) {
        queue.raise(id, this.#age + count);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      // Ranked before room is made, so that the new one may be the one to go.
      queue.add(id, this.#age + 1);
      if (queue.length <= this.#capacity) continue;
      const victim = queue.first();
      queue.floor = this.#age = queue.ranks[victim]!;
      counts[victim] = 0;
      queue.remove(victim);
    }
    return misses;
  }
}
