import type { Requests } from "../policy.ts";
import { RankQueue } from "./rank_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";

/** LFU: an id's rank is its count. */
export class LfuUnits implements UnitReplay {
  readonly #capacity: number;
  readonly #queue = new RankQueue();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    const queue = this.#queue;
    queue.reserve(objects);
    const ranks = queue.ranks;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const count = ranks[id]!;
      if (count !== 0) {
        queue.raise(id, count + 1);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      if (queue.length === this.#capacity) queue.remove(queue.first());
      queue.add(id, 1);
    }
    return misses;
  }
}
