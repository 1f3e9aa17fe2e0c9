import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { HOLE, SlotQueue } from "./slot_queue.ts";
import { SieveUnits } from "./units/sieve_units.ts";

/** SIEVE: a queue with a bit per object and a hand that keeps its place. */
export const sieve = definePolicy({
  description:
    "SIEVE: a hand walks from old to new, spares what was asked for since it last passed, and keeps its place",
  source: "Zhang, Yang, Yue, Vigfusson, Rashmi, SIEVE is simpler than LRU, NSDI 2024",
  options: v.strictObject({}),
  create: (context) => new Sieve(context),
  replayUnits: ({ capacity }) => new SieveUnits(capacity),
});

const ABSENT = 0;
const UNVISITED = 1;
const VISITED = 2;

class Sieve extends PolicyBase {
  #state = new Uint8Array(0);
  /** The queue's `hand` rests on an id, or on the oldest slot after it passed the youngest id. */
  readonly #queue = new SlotQueue();

  constructor(context: PolicyContext) {
    super(context);
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#state[id]! > ABSENT;
  }

  hit(id: number): void {
    this.#state[id] = VISITED;
  }

  admit(id: number, size: number): boolean {
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#evict();
    this.#state[id] = UNVISITED;
    this.#queue.push(id);
    this.books.enter(id, size);
    return true;
  }

  remove(id: number): void {
    if (!this.has(id)) return;
    if (this.#queue.take(id) === this.#queue.hand) this.#restHand(this.#queue.hand);
    this.#state[id] = ABSENT;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#queue.walk()) {
      if (!this.has(id)) throw new RangeError(`Cannot trust sieve: a queued id must be resident: received ${id}`);
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
    const queue = this.#queue;
    const { slots, mask } = queue;
    const state = this.#state;
    let hand = queue.hand;
    let victim = HOLE;
    for (;; hand++) {
      if (hand === queue.end) hand = queue.oldest;
      victim = slots[hand & mask]!;
      if (victim === HOLE) continue;
      if (state[victim] === UNVISITED) break;
      state[victim] = UNVISITED;
    }
    queue.takeAt(hand);
    this.#restHand(hand);
    state[victim] = ABSENT;
    this.books.drop(victim);
  }

  /** Rests the hand on the next younger id, or on the oldest when there is none: whatever enters later must wait a round. */
  #restHand(from: number): void {
    const { slots, mask, end } = this.#queue;
    let hand = from;
    while (hand < end && slots[hand & mask] === HOLE) hand++;
    this.#queue.hand = hand === end ? this.#queue.oldest : hand;
  }
}
