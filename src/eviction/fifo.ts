import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { SlotQueue } from "./slot_queue.ts";
import { FifoUnits } from "./units/fifo_units.ts";

/** First in, first out: a hit changes nothing. */
export const fifo = definePolicy({
  description: "First in, first out: evicts what entered longest ago",
  source: "folklore; the baseline of every study",
  options: v.strictObject({}),
  create: (context) => new Fifo(context),
  replayUnits: ({ capacity }) => new FifoUnits(capacity),
});

class Fifo extends PolicyBase {
  #resident = new Uint8Array(0);
  readonly #queue = new SlotQueue();

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#resident[id] === 1;
  }

  hit(_id: number): void {}

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#resident[id] = 1;
    this.#queue.push(id);
    this.books.enter(id, size);
    return true;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#queue.take(id);
    this.#resident[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#queue.walk()) {
      if (!this.has(id)) throw new RangeError(`Cannot trust fifo: a queued id must be resident: received ${id}`);
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#resident = wider(this.#resident, new Uint8Array(ids));
    this.#queue.grow(ids);
  }

  #evict(): void {
    const victim = this.#queue.shift();
    this.#resident[victim] = 0;
    this.books.drop(victim);
  }
}
