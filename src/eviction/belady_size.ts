import * as v from "valibot";
import type { Random } from "../base/random.ts";
import { definePolicy } from "./entry.ts";
import { NEVER, type PolicyContext, type Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { Pool } from "./pool.ts";

/**
 * A heuristic that knows the future and sizes: of some residents drawn at random, evicts the largest size times distance to its
 * next request; what is never asked for again is not kept. No bound in the strict sense; `sizeAwareBound` of src/trace is one.
 */
export const beladySize = definePolicy({
  description:
    "Knows the future: of some residents drawn at random, evicts the largest size x distance to the next request",
  source: "libCacheSim's BeladySize; the idea is that of Berger, Beckmann, Harchol-Balter, Practical bounds, 2018",
  clairvoyant: true,
  options: v.strictObject({
    samples: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)), 128),
  }),
  create: (context, options) => new BeladySize(context, options.samples),
});

class BeladySize extends PolicyBase {
  readonly #pool = new Pool();
  readonly #random: Random;
  readonly #samples: number;
  #nextOf = new Uint32Array(0);
  #position = 0;
  #told = -1;

  constructor(context: PolicyContext, samples: number) {
    super(context);
    this.#samples = samples;
    this.#random = context.random.fork("eviction");
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#pool.has(id);
  }

  hit(id: number): void {
    this.#position++;
    this.#nextOf[id] = this.#demandNext(id);
    if (this.#told === NEVER) this.#evict(id);
  }

  admit(id: number, size: number): boolean {
    this.#position++;
    const next = this.#demandNext(id);
    if (size > this.capacity || next === NEVER) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict(this.#worst());
    this.#pool.add(id);
    this.#nextOf[id] = next;
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    const { ids, sizes, next, missed } = requests;
    if (next === null) {
      throw new RangeError("Cannot replay belady-size: the requests must say when each id comes next: received none");
    }
    this.reserve(requests.objects);
    let misses = 0;
    for (let index = from; index < to; index++) {
      this.#told = next[index]!;
      if (this.request(ids[index]!, sizes === null ? 1 : sizes[index]!)) continue;
      misses++;
      if (missed !== null) missed[index] = 1;
    }
    this.#told = -1;
    return misses;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#pool.remove(id);
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    let occupied = 0;
    for (let place = 0; place < this.#pool.length; place++) occupied += this.books.sizeOf(this.#pool.ids[place]!);
    this.auditTotals({ residents: this.#pool.length, occupied });
  }

  protected grow(ids: number): void {
    this.#pool.grow(ids);
    this.#nextOf = wider(this.#nextOf, new Uint32Array(ids));
  }

  #demandNext(id: number): number {
    if (this.#told >= 0) return this.#told;
    throw new RangeError(
      `Cannot use belady-size outside a replay: it must be told the future: received a request to ${id}`,
    );
  }

  #worst(): number {
    const { ids, length } = this.#pool;
    let victim = ids[0]!;
    let most = -1;
    for (let sample = 0; sample < this.#samples; sample++) {
      const id = ids[Math.floor(this.#random.uint32() / 0x100000000 * length)]!;
      const cost = this.books.sizeOf(id) * (this.#nextOf[id]! - this.#position);
      if (cost <= most) continue;
      most = cost;
      victim = id;
    }
    return victim;
  }

  #evict(id: number): void {
    this.#pool.remove(id);
    this.books.drop(id);
  }
}
