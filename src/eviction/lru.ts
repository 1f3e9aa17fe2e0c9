import * as v from "valibot";
import { Chains } from "./chains.ts";
import { definePolicy } from "./entry.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { LruUnits } from "./units/lru_units.ts";

/** Least recently used. */
export const lru = definePolicy({
  description: "Least recently used: evicts what was not asked for longest",
  source: "Mattson, Gecsei, Slutz, Traiger, Evaluation techniques for storage hierarchies, 1970",
  options: v.strictObject({}),
  create: (context) => new Lru(context),
  replayUnits: ({ capacity }) => new LruUnits(capacity),
});

class Lru extends PolicyBase {
  #resident = new Uint8Array(0);
  readonly #chain = new Chains(1);

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#resident[id] === 1;
  }

  hit(id: number): void {
    this.#chain.unlink(id);
    this.#chain.addFirst(0, id);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#resident[id] = 1;
    this.#chain.addFirst(0, id);
    this.books.enter(id, size);
    return true;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#chain.unlink(id);
    this.#resident[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#chain.walk(0)) {
      if (!this.has(id)) throw new RangeError(`Cannot trust lru: a chained id must be resident: received ${id}`);
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#resident = wider(this.#resident, new Uint8Array(ids));
    this.#chain.grow(ids);
  }

  #evict(): void {
    const victim = this.#chain.last(0);
    this.#chain.unlink(victim);
    this.#resident[victim] = 0;
    this.books.drop(victim);
  }
}
