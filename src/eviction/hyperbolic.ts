import * as v from "valibot";
import type { Random } from "../base/random.ts";
import { definePolicy } from "./entry.ts";
import { Pool } from "./pool.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";

/** Hyperbolic caching. Without the paper's cost and size classes; age is counted in requests. */
export const hyperbolic = definePolicy({
  description: "Hyperbolic: of some residents drawn at random, evicts the lowest requests per time in the cache",
  source: "Blankstein, Sen, Freedman, Hyperbolic caching: flexible caching for web applications, USENIX ATC 2017",
  options: v.strictObject({
    /** How many residents are compared for an eviction. */
    samples: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)), 64),
  }),
  create: (context, options) => new Hyperbolic(context, options.samples),
});

class Hyperbolic extends PolicyBase {
  readonly #pool = new Pool();
  readonly #random: Random;
  readonly #samples: number;
  #counts = new Uint32Array(0);
  #enteredAt = new Float64Array(0);
  #requests = 0;

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
    this.#requests++;
    this.#counts[id]!++;
  }

  admit(id: number, size: number): boolean {
    this.#requests++;
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#pool.add(id);
    this.#counts[id] = 1;
    this.#enteredAt[id] = this.#requests;
    this.books.enter(id, size);
    return true;
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
    this.#counts = wider(this.#counts, new Uint32Array(ids));
    this.#enteredAt = wider(this.#enteredAt, new Float64Array(ids));
  }

  #evict(): void {
    const { ids, length } = this.#pool;
    let victim = -1;
    let lowest = Infinity;
    for (let sample = 0; sample < this.#samples; sample++) {
      // A draw by multiplication: its bias, below length / 2^32, is nothing against the sampling itself.
      const id = ids[Math.floor(this.#random.uint32() / 0x100000000 * length)]!;
      const rate = this.#counts[id]! / (this.#requests - this.#enteredAt[id]!);
      if (rate >= lowest) continue;
      lowest = rate;
      victim = id;
    }
    if (victim < 0) victim = ids[0]!;
    this.#pool.remove(victim);
    this.books.drop(victim);
  }
}
