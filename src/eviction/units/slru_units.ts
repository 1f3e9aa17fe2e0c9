import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import { LogQueue } from "./log_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";

/** Segmented LRU over a log a segment. */
export class SlruUnits implements UnitReplay {
  readonly #capacity: number;
  readonly #limits: Float64Array;
  /** From 1; what stands at 0 is not used. */
  readonly #segments: readonly LogQueue[];
  #places = new Int32Array(0);
  #residents = 0;

  /** @param limits Units by segment, from 1. */
  constructor(capacity: number, limits: Float64Array) {
    this.#capacity = capacity;
    this.#limits = limits;
    this.#segments = Array.from(limits, (_, tag) => new LogQueue(tag));
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#places = widened(this.#places, objects);
    const places = this.#places;
    const segments = this.#segments;
    const top = segments.length - 1;
    const highest = segments[top]!;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const segment = places[id]! & 31;
      if (segment === top) highest.refresh(places, id);
      else if (segment !== 0) {
        segments[segment]!.live--;
        segments[segment + 1]!.push(places, id);
        this.#settle(segment + 1);
      } else {
        misses++;
        if (missed !== null) missed[index] = 1;
        this.#admit(id);
      }
    }
    return misses;
  }

  #admit(id: number): void {
    const limits = this.#limits;
    const segments = this.#segments;
    if (this.#residents < this.#capacity) this.#residents++;
    else this.#evict();
    let segment = 1;
    while (segment < segments.length && segments[segment]!.live >= limits[segment]!) segment++;
    segments[segment === segments.length ? 1 : segment]!.push(this.#places, id);
  }

  #evict(): void {
    let segment = 1;
    while (this.#segments[segment]!.live === 0) segment++;
    this.#places[this.#segments[segment]!.shift(this.#places)] = 0;
  }

  /** Lets a segment's oldest fall while it is over its limit, and so on down; out of the lowest they are evicted. */
  #settle(from: number): void {
    for (let segment = from; segment > 1; segment--) {
      const queue = this.#segments[segment]!;
      if (queue.live <= this.#limits[segment]!) return;
      this.#segments[segment - 1]!.push(this.#places, queue.shift(this.#places));
    }
    const lowest = this.#segments[1]!;
    while (lowest.live > this.#limits[1]!) {
      this.#places[lowest.shift(this.#places)] = 0;
      this.#residents--;
    }
  }
}
