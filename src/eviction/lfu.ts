import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import { FrequencyLists } from "./frequency_lists.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase } from "./policy_base.ts";
import { LfuUnits } from "./units/lfu_units.ts";

/** Least frequently used, counted while in the cache; ties go to what reached the count first. */
export const lfu = definePolicy({
  description: "Least frequently used while in the cache; a tie evicts what reached that count first",
  source: "folklore; in O(1): Shah, Mitra, Matani, 2010",
  options: v.strictObject({}),
  create: (context) => new Lfu(context),
  replayUnits: ({ capacity }) => new LfuUnits(capacity),
});

class Lfu extends PolicyBase {
  readonly #lists = new FrequencyLists();

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#lists.groupOf[id]! > 0;
  }

  hit(id: number): void {
    this.#lists.count(id);
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) {
      const victim = this.#lists.lowest();
      this.#lists.remove(victim);
      this.books.drop(victim);
    }
    this.#lists.add(id);
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const lists = this.#lists;
    const groupOf = lists.groupOf;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (groupOf[id]! > 0) {
        lists.count(id);
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
    this.#lists.remove(id);
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#lists.walk()) {
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#lists.grow(ids);
  }
}
