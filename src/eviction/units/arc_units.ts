import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import { LogQueue } from "./log_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";

const ONCE = 1;
const OFTEN = 2;
const GHOST_ONCE = 3;
const GHOST_OFTEN = 4;

/** ARC over logs. */
export class ArcUnits implements UnitReplay {
  readonly #capacity: number;
  readonly #once = new LogQueue(ONCE);
  readonly #often = new LogQueue(OFTEN);
  readonly #ghostsOnce = new LogQueue(GHOST_ONCE);
  readonly #ghostsOften = new LogQueue(GHOST_OFTEN);
  #places = new Int32Array(0);
  /** Units that `ONCE` should have. */
  #target = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#places = widened(this.#places, objects);
    const places = this.#places;
    const often = this.#often;
    const once = this.#once;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const list = places[id]! & 31;
      if (list === OFTEN) often.refresh(places, id);
      else if (list === ONCE) {
        once.live--;
        often.push(places, id);
      } else {
        misses++;
        if (missed !== null) missed[index] = 1;
        this.#admit(places, id, list);
      }
    }
    return misses;
  }

  #admit(places: Int32Array, id: number, ghost: number): void {
    const full = this.#once.live + this.#often.live >= this.#capacity;
    if (ghost === 0) {
      if (full) this.#makeRoom(places);
      this.#once.push(places, id);
      return;
    }
    this.#learn(ghost);
    (ghost === GHOST_ONCE ? this.#ghostsOnce : this.#ghostsOften).live--;
    places[id] = 0;
    if (full) this.#replace(places, ghost === GHOST_OFTEN);
    this.#often.push(places, id);
  }

  #learn(ghost: number): void {
    const once = this.#ghostsOnce.live;
    const often = this.#ghostsOften.live;
    this.#target = ghost === GHOST_ONCE
      ? Math.min(this.#target + Math.max(often / once, 1), this.#capacity)
      : Math.max(this.#target - Math.max(once / often, 1), 0);
  }

  /** For an object that nothing is known of: keeps each side's memory within bounds, then replaces. */
  #makeRoom(places: Int32Array): void {
    const once = this.#once;
    const often = this.#often;
    const ghostsOnce = this.#ghostsOnce;
    const ghostsOften = this.#ghostsOften;
    if (once.live + ghostsOnce.live + 1 > this.#capacity) {
      const leaves = ghostsOnce.live > 0 ? ghostsOnce : once;
      places[leaves.shift(places)] = 0;
      if (leaves === once) return;
    } else if (once.live + often.live + ghostsOnce.live + ghostsOften.live >= 2 * this.#capacity) {
      if (ghostsOften.live > 0) places[ghostsOften.shift(places)] = 0;
    }
    this.#replace(places, false);
  }

  #replace(places: Int32Array, hitGhostOften: boolean): void {
    const once = this.#once.live;
    const fromOnce = once > 0 &&
      (once > this.#target || (once === this.#target && hitGhostOften) || this.#often.live === 0);
    if (fromOnce) this.#ghostsOnce.push(places, this.#once.shift(places));
    else this.#ghostsOften.push(places, this.#often.shift(places));
  }
}
