import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { HOLE, SlotQueue } from "./slot_queue.ts";

/** First in, first out: a hit changes nothing. */
export const fifo = definePolicy({
  description: "First in, first out: evicts what entered longest ago",
  source: "folklore; the baseline of every study",
  options: v.strictObject({}),
  create: (context) => new Fifo(context),
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

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    if (requests.sizes === null && this.books.plain) return this.#replayUnits(requests, from, to);
    return super.replay(requests, from, to);
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

  /** `request` in a loop, for units and without a listener, all state in locals. */
  #replayUnits({ ids, missed }: Requests, from: number, to: number): number {
    const { books } = this;
    const queue = this.#queue;
    const resident = this.#resident;
    let { slots, mask, oldest, end } = queue;
    let room = this.capacity - books.residents;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (resident[id] !== 0) continue;
      misses++;
      if (missed !== null) missed[index] = 1;
      if (room > 0) room--;
      else {
        let victim = slots[oldest++ & mask]!;
        while (victim === HOLE) victim = slots[oldest++ & mask]!;
        resident[victim] = 0;
      }
      if (end - oldest > mask) {
        queue.oldest = oldest;
        queue.live = this.capacity - room - 1;
        queue.end = end;
        queue.squeeze();
        ({ slots, mask, oldest, end } = queue);
      }
      slots[end++ & mask] = id;
      resident[id] = 1;
    }
    queue.oldest = oldest;
    queue.end = end;
    queue.placesUnknown = true;
    queue.live = books.residents = books.occupied = this.capacity - room;
    return misses;
  }
}
