import * as v from "valibot";
import type { Random as RandomStream } from "../base/random.ts";
import { definePolicy } from "./entry.ts";
import { Pool } from "./pool.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase } from "./policy_base.ts";

/** Evicts anything. */
export const random = definePolicy({
  description: "Evicts any resident with equal chance; knows nothing, needs nothing",
  source: "folklore",
  options: v.strictObject({}),
  create: (context) => new RandomEviction(context),
});

class RandomEviction extends PolicyBase {
  readonly #pool = new Pool();
  readonly #random: RandomStream;

  constructor(context: PolicyContext) {
    super(context);
    this.#random = context.random.fork("eviction");
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#pool.has(id);
  }

  hit(_id: number): void {}

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) {
      const victim = this.#pool.ids[this.#random.below(this.#pool.length)]!;
      this.#pool.remove(victim);
      this.books.drop(victim);
    }
    this.#pool.add(id);
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
  }
}
