import { FrequencySketch } from "../frequency_sketch.ts";
import type { Requests } from "../policy.ts";
import { ID, linkFirst, LIST, SLOT, unlink } from "./slot_links.ts";
import type { UnitReplay } from "./unit_replay.ts";
import { widened } from "./widened.ts";

/** Lists, named by their end marks. */
const WINDOW = SLOT;
const PROBATION = 2 * SLOT;
const PROTECTED = 3 * SLOT;

/** W-TinyLFU with a fixed window, over lists of slots. */
export class WTinyLfuUnits implements UnitReplay {
  readonly #limits: WTinyLfuLimits;
  readonly #sketch: FrequencySketch;
  /** Slot by id, 0 for none. */
  #slots = new Int32Array(0);
  #nodes = new Int32Array(4 * SLOT);
  #window = 0;
  #probation = 0;
  #protected = 0;
  /** The slot that the last eviction left, 0 when it is taken. */
  #left = 0;

  constructor(limits: WTinyLfuLimits, sketch: FrequencySketch) {
    this.#limits = limits;
    this.#sketch = sketch;
    for (const mark of [WINDOW, PROBATION, PROTECTED]) this.#nodes[mark] = this.#nodes[mark + 1] = mark;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#slots = widened(this.#slots, objects);
    // What may be needed, known beforehand, so that nothing need look.
    const residents = this.#window + this.#probation + this.#protected;
    const most = Math.min(this.#limits.capacity, residents + to - from, objects);
    this.#nodes = widened(this.#nodes, SLOT * (4 + most));
    const slots = this.#slots;
    const nodes = this.#nodes;
    const sketch = this.#sketch;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      sketch.count(id);
      const slot = slots[id]!;
      if (slot === 0) {
        misses++;
        if (missed !== null) missed[index] = 1;
        this.#admit(slots, nodes, id);
        continue;
      }
      const list = nodes[slot + LIST]!;
      unlink(nodes, slot);
      if (list !== PROBATION) linkFirst(nodes, list, slot);
      else this.#protect(nodes, slot);
    }
    return misses;
  }

  #admit(slots: Int32Array, nodes: Int32Array, id: number): void {
    while (this.#window + this.#probation + this.#protected >= this.#limits.capacity) this.#makeRoom(slots, nodes);
    let slot = this.#left;
    this.#left = 0;
    if (slot === 0) slot = SLOT * (4 + this.#window + this.#probation + this.#protected);
    slots[id] = slot;
    nodes[slot + ID] = id;
    nodes[slot + LIST] = WINDOW;
    this.#window++;
    linkFirst(nodes, WINDOW, slot);
  }

  /** A hit on probation earns protection; what protection has no room for falls back. */
  #protect(nodes: Int32Array, slot: number): void {
    nodes[slot + LIST] = PROTECTED;
    linkFirst(nodes, PROTECTED, slot);
    if (this.#protected < this.#limits.protected) {
      this.#protected++;
      this.#probation--;
      return;
    }
    const falls = nodes[PROTECTED]!;
    unlink(nodes, falls);
    nodes[falls + LIST] = PROBATION;
    linkFirst(nodes, PROBATION, falls);
  }

  /** The window's oldest moves to the main part while that has room; then it is compared with the main part's victim. */
  #makeRoom(slots: Int32Array, nodes: Int32Array): void {
    const candidate = nodes[WINDOW]!;
    const victim = nodes[this.#probation > 0 ? PROBATION : PROTECTED]!;
    const held = this.#probation + this.#protected;
    if (candidate === WINDOW) {
      this.#evict(slots, nodes, victim);
    } else if (held < this.#limits.main) {
      this.#moveToMain(nodes, candidate, this.#probation < this.#limits.main - this.#limits.protected);
    } else if (held > 0 && this.#sketch.estimate(nodes[candidate + ID]!) > this.#sketch.estimate(nodes[victim + ID]!)) {
      this.#evict(slots, nodes, victim);
      if (held - 1 < this.#limits.main) this.#moveToMain(nodes, candidate, true);
    } else {
      this.#evict(slots, nodes, candidate);
    }
  }

  #moveToMain(nodes: Int32Array, slot: number, onProbation: boolean): void {
    const list = onProbation ? PROBATION : PROTECTED;
    unlink(nodes, slot);
    nodes[slot + LIST] = list;
    linkFirst(nodes, list, slot);
    this.#window--;
    if (onProbation) this.#probation++;
    else this.#protected++;
  }

  /** Once the cache is full an eviction frees one slot for the one that enters. */
  #evict(slots: Int32Array, nodes: Int32Array, slot: number): void {
    const list = nodes[slot + LIST]!;
    unlink(nodes, slot);
    slots[nodes[slot + ID]!] = 0;
    if (list === WINDOW) this.#window--;
    else if (list === PROBATION) this.#probation--;
    else this.#protected--;
    this.#left = slot;
  }
}

/** Units by part. */
export interface WTinyLfuLimits {
  readonly capacity: number;
  readonly main: number;
  readonly protected: number;
}
