import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";

/** A bound: nothing is ever evicted, so only first requests miss. */
export const infinite = definePolicy({
  description: "A cache without a limit: only first requests miss (compulsory misses); a bound for every other",
  source: "folklore",
  options: v.strictObject({}),
  create: (context) => new Infinite(context),
});

class Infinite extends PolicyBase {
  #resident = new Uint8Array(0);

  constructor(context: PolicyContext) {
    super({ ...context, capacity: Number.MAX_SAFE_INTEGER });
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#resident[id] === 1;
  }

  hit(_id: number): void {}

  admit(id: number, size: number): boolean {
    if (id >= this.books.reserved) this.reserve(id + 1);
    this.#resident[id] = 1;
    this.books.enter(id, size);
    return true;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#resident[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    this.#resident.forEach((resident, id) => {
      counted.residents += resident;
      counted.occupied += resident * this.books.sizeOf(id);
    });
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#resident = wider(this.#resident, new Uint8Array(ids));
  }
}
