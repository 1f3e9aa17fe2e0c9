import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase } from "./policy_base.ts";
import { Segments } from "./segments.ts";
import { TwoQUnits } from "./units/twoq_units.ts";

const share = (fallback: number) => v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), fallback);

/** 2Q, the full version. */
export const twoq = definePolicy({
  description:
    "2Q: new objects queue first in, first out; those asked for again after leaving it earn a place in an LRU",
  source: "Johnson, Shasha, 2Q: a low overhead high performance buffer management replacement algorithm, VLDB 1994",
  options: v.strictObject({
    /** The entry queue's share of the cache. */
    in: share(0.25),
    /** How much of the cache's size is remembered after leaving the entry queue. */
    out: share(0.5),
  }),
  create: (context, options) => new TwoQ(context, limitsOf(context.capacity, options)),
  replayUnits: ({ capacity }, options) => new TwoQUnits(capacity, limitsOf(capacity, options)),
});

function limitsOf(capacity: number, shares: { in: number; out: number }): { in: number; out: number } {
  return { in: Math.floor(capacity * shares.in), out: Math.floor(capacity * shares.out) };
}

const IN = 1;
const MAIN = 2;
const OUT = 3;

class TwoQ extends PolicyBase {
  readonly #segments = new Segments(3);
  readonly #inLimit: number;
  readonly #outLimit: number;

  constructor(context: PolicyContext, limits: { in: number; out: number }) {
    super(context);
    this.#inLimit = limits.in;
    this.#outLimit = limits.out;
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    const segment = this.#segments.of[id]!;
    return segment === IN || segment === MAIN;
  }

  hit(id: number): void {
    if (this.#segments.of[id] === MAIN) this.#segments.refresh(id);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity || (size > this.#inLimit && size > 1)) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    const segments = this.#segments;
    const known = segments.of[id] === OUT;
    if (known) segments.pull(id, this.books.sizeOf(id));
    while (!this.books.fits(size)) this.#evict();
    segments.push(known ? MAIN : IN, id, size);
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const segmentOf = this.#segments.of;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const segment = segmentOf[id]!;
      if (segment === IN) continue;
      if (segment === MAIN) {
        this.#segments.refresh(id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.admit(id, sizes === null ? 1 : sizes[index]!);
    }
    return misses;
  }

  remove(id: number): void {
    const resident = this.has(id);
    if (!resident && this.#segments.of[id] !== OUT) return;
    this.#segments.pull(id, this.books.sizeOf(id));
    if (resident) this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const sizeOf = (id: number) => this.books.sizeOf(id);
    const [entry, main] = [this.#segments.audit(IN, sizeOf), this.#segments.audit(MAIN, sizeOf)];
    if (this.#segments.audit(OUT, sizeOf).occupied > this.#outLimit) {
      throw new RangeError(
        `Cannot trust twoq: at most ${this.#outLimit} units may be remembered: received ${this.#segments.units[OUT]}`,
      );
    }
    this.auditTotals({ residents: entry.residents + main.residents, occupied: entry.occupied + main.occupied });
  }

  protected grow(ids: number): void {
    this.#segments.grow(ids);
  }

  #evict(): void {
    const segments = this.#segments;
    const fromEntry = segments.units[IN]! > this.#inLimit || segments.last(MAIN) < 0;
    const victim = segments.last(fromEntry ? IN : MAIN);
    const size = this.books.sizeOf(victim);
    segments.pull(victim, size);
    if (!fromEntry || size > this.#outLimit) {
      this.books.drop(victim);
      return;
    }
    this.books.demote(victim);
    while (segments.units[OUT]! + size > this.#outLimit) {
      const forgotten = segments.last(OUT);
      segments.pull(forgotten, this.books.sizeOf(forgotten));
      this.books.forget(forgotten);
    }
    segments.push(OUT, victim, size);
  }
}
