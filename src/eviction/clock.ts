import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { SlotQueue } from "./slot_queue.ts";
import { ClockUnits } from "./units/clock_units.ts";

/** Clock, also called second chance or FIFO with reinsertion. */
export const clock = definePolicy({
  description: "Clock (second chance): a queue whose old end spares what was asked for, as often as its counter says",
  source: "Corbató, A paging experiment with the Multics system, 1968",
  options: v.strictObject({ bits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)), 1) }),
  create: (context, options) => new Clock(context, 2 ** options.bits - 1),
  replayUnits: ({ capacity }, options) => new ClockUnits(capacity, 2 ** options.bits - 1),
});

class Clock extends PolicyBase {
  readonly #most: number;
  /** 0 absent, otherwise 1 + count. */
  #state = new Uint8Array(0);
  readonly #queue = new SlotQueue();

  constructor(context: PolicyContext, most: number) {
    super(context);
    this.#most = most + 1;
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#state[id]! > 0;
  }

  hit(id: number): void {
    if (this.#state[id]! < this.#most) this.#state[id]!++;
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#state[id] = 1;
    this.#queue.push(id);
    this.books.enter(id, size);
    return true;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    this.#queue.take(id);
    this.#state[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#queue.walk()) {
      if (!this.has(id)) throw new RangeError(`Cannot trust clock: a queued id must be resident: received ${id}`);
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#state = wider(this.#state, new Uint8Array(ids));
    this.#queue.grow(ids);
  }

  #evict(): void {
    for (;;) {
      const oldest = this.#queue.shift();
      if (this.#state[oldest]! > 1) {
        this.#state[oldest]!--;
        this.#queue.push(oldest);
        continue;
      }
      this.#state[oldest] = 0;
      this.books.drop(oldest);
      return;
    }
  }
}
