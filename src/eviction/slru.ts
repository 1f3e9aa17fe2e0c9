import * as v from "valibot";
import { Failure } from "../base/errors.ts";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase } from "./policy_base.ts";
import { Segments } from "./segments.ts";
import { SlruUnits } from "./units/slru_units.ts";

/**
 * Segmented LRU. Departs from the paper's probation and protection as libCacheSim does: any number of segments, and while the
 * cache fills a new object enters the lowest segment with room, so that the upper ones fill too.
 */
export const slru = definePolicy({
  description: "Segmented LRU: a hit moves an object up a segment, what overflows falls down one",
  source:
    "Karedla, Love, Wherry, Caching strategies to improve disk system performance, 1994; segments as in libCacheSim",
  options: v.strictObject({
    /** Equal segments. */
    segments: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)), 4),
    /** Instead: weights of the segments from the lowest, `1/4` is 20 % and 80 %. */
    weights: v.optional(v.pipe(v.string(), v.regex(/^(\d+(\/\d+){0,15})?$/, "weights such as 1/4")), ""),
  }),
  create: (context, options) => new Slru(context, weightsOf(options)),
  replayUnits: ({ capacity }, options) => new SlruUnits(capacity, limitsOf(capacity, weightsOf(options))),
});

function weightsOf({ weights, segments }: { weights: string; segments: number }): number[] {
  if (weights === "") return new Array<number>(segments).fill(1);
  const numbers = weights.split("/").map(Number);
  if (numbers.some((weight) => weight > 0)) return numbers;
  throw new Failure("bad-policy", `Cannot make slru: one of its weights must be above 0: received ${weights}`);
}

/** Units by segment, from 1. */
function limitsOf(capacity: number, weights: readonly number[]): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const limits = Float64Array.from([0, ...weights], (weight) => Math.floor((weight * capacity) / sum));
  // A segment never has less than one unit.
  limits[1] = Math.max(1, limits[1]!);
  return limits;
}

/** W-TinyLFU's main part is one of these. */
export class Slru extends PolicyBase {
  readonly #segments: Segments;
  /** Units by segment, from 1. */
  readonly #limits: Float64Array;
  readonly #top: number;

  constructor(context: PolicyContext, weights: readonly number[]) {
    super(context);
    this.#top = weights.length;
    this.#limits = limitsOf(context.capacity, weights);
    this.#segments = new Segments(weights.length);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#segments.of[id]! > 0;
  }

  hit(id: number): void {
    const segments = this.#segments;
    const segment = segments.of[id]!;
    if (segment === this.#top) {
      segments.refresh(id);
      return;
    }
    const size = this.books.sizeOf(id);
    segments.pull(id, size);
    segments.push(segment + 1, id, size);
    this.#settle(segment + 1);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity || size > this.#limits[1]!) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.evict();
    this.insert(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const segmentOf = this.#segments.of;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (segmentOf[id]! > 0) {
        this.hit(id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.admit(id, sizes === null ? 1 : sizes[index]!);
    }
    return misses;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#segments.pull(id, this.books.sizeOf(id));
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (let segment = 1; segment <= this.#top; segment++) {
      const part = this.#segments.audit(segment, (id) => this.books.sizeOf(id));
      counted.residents += part.residents;
      counted.occupied += part.occupied;
    }
    this.auditTotals(counted);
  }

  /** The id that `evict` would take, negative when there is none. */
  victim(): number {
    for (let segment = 1; segment <= this.#top; segment++) {
      const last = this.#segments.last(segment);
      if (last >= 0) return last;
    }
    return -1;
  }

  evict(): void {
    const victim = this.victim();
    this.#segments.pull(victim, this.books.sizeOf(victim));
    this.books.drop(victim);
  }

  /** Into the lowest segment with room, otherwise the lowest; the cache has room already. */
  insert(id: number, size: number): void {
    const units = this.#segments.units;
    let segment = 1;
    while (segment <= this.#top && units[segment]! + size > this.#limits[segment]!) segment++;
    this.#segments.push(segment > this.#top ? 1 : segment, id, size);
    this.books.enter(id, size);
  }

  protected grow(ids: number): void {
    this.#segments.grow(ids);
  }

  /** Lets a segment's oldest fall while it is over its limit, and so on down; out of the lowest they are evicted. */
  #settle(segment: number): void {
    const segments = this.#segments;
    while (segments.units[segment]! > this.#limits[segment]!) {
      if (segment === 1) {
        this.evict();
        continue;
      }
      const oldest = segments.last(segment);
      const size = this.books.sizeOf(oldest);
      segments.pull(oldest, size);
      segments.push(segment - 1, oldest, size);
      this.#settle(segment - 1);
    }
  }
}
