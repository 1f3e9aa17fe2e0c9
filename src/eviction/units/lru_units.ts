import type { Requests } from "../policy.ts";
import type { UnitReplay } from "./unit_replay.ts";
import { widened } from "./widened.ts";

/**
 * LRU over a linked list of slots, not of ids: what is moved about is as dense as the cache is large and fits the processor's nearer
 * caches, even when the trace has millions of ids. A slot is named by its offset in `nodes`, where it has the slot before, the slot
 * after and its id. The end mark stands at 0, which by id means "no slot".
 */
export class LruUnits implements UnitReplay {
  readonly #capacity: number;
  #slots = new Int32Array(0);
  #nodes = new Int32Array(256);
  #used = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#slots = widened(this.#slots, objects);
    // What may be needed, known beforehand, so that the loop need not look.
    this.#nodes = widened(this.#nodes, 4 * (1 + Math.min(this.#capacity, this.#used + to - from, objects)));
    const slots = this.#slots;
    const nodes = this.#nodes;
    const most = 4 * this.#capacity;
    let used = 4 * this.#used;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      let slot = slots[id]!;
      if (slot !== 0) {
        const before = nodes[slot]!;
        const after = nodes[slot + 1]!;
        nodes[before + 1] = after;
        nodes[after] = before;
      } else {
        misses++;
        if (missed !== null) missed[index] = 1;
        if (used < most) slot = used += 4;
        else {
          slot = nodes[0]!;
          const before = nodes[slot]!;
          nodes[before + 1] = 0;
          nodes[0] = before;
          slots[nodes[slot + 2]!] = 0;
        }
        nodes[slot + 2] = id;
        slots[id] = slot;
      }
      const second = nodes[1]!;
      nodes[slot] = 0;
      nodes[slot + 1] = second;
      nodes[second] = slot;
      nodes[1] = slot;
    }
    this.#used = used / 4;
    return misses;
  }
}
