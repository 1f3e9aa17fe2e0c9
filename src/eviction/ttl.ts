import * as v from "valibot";
import { parseDuration } from "../base/units.ts";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { SlotQueue } from "./slot_queue.ts";

/**
 * Only time evicts: an entry lives for a while after it was taken in, hit or not. Should the capacity not suffice, the entry that
 * would expire first goes early; give it a capacity at the footprint to see what time alone does.
 */
export const ttl = definePolicy({
  description: "Time to live only: an entry leaves when its time is over; without a clock, time counts requests as ms",
  source: "what a cache does that nobody sized; compare Redis volatile-ttl",
  timed: true,
  options: v.strictObject({
    /** How long an entry lives. */
    ttl: v.optional(v.string(), "5min"),
  }),
  create: (context, options) => new TimeToLive(context, parseDuration(options.ttl, "the option ttl")),
});

class TimeToLive extends PolicyBase {
  readonly #ttlMs: number;
  readonly #now: (() => number) | null;
  #expiresMs = new Float64Array(0);
  #resident = new Uint8Array(0);
  /** All live equally long, so they expire in the order in which they entered. */
  readonly #queue = new SlotQueue();
  #timeMs = 0;
  /** Nobody says what time it is: a request is a millisecond. */
  #counting = true;

  constructor(context: PolicyContext, ttlMs: number) {
    super(context);
    this.#ttlMs = ttlMs;
    this.#now = context.now ?? null;
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return this.#resident[id] === 1 && this.#expiresMs[id]! > (this.#now === null ? this.#timeMs : this.#now());
  }

  hit(_id: number): void {
    this.#tick();
  }

  admit(id: number, size: number): boolean {
    this.#tick();
    this.#expire();
    if (size > this.capacity) return false;
    if (id >= this.books.reserved) this.reserve(id + 1);
    while (!this.books.fits(size)) this.#dropOldest();
    this.#resident[id] = 1;
    this.#expiresMs[id] = this.#timeMs + this.#ttlMs;
    this.#queue.push(id);
    this.books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    const { timesMs, ids, sizes, missed } = requests;
    if (timesMs === undefined || timesMs === null) return super.replay(requests, from, to);
    this.reserve(requests.objects);
    this.#counting = false;
    let misses = 0;
    for (let index = from; index < to; index++) {
      this.#timeMs = timesMs[index]!;
      if (this.request(ids[index]!, sizes === null ? 1 : sizes[index]!)) continue;
      misses++;
      if (missed !== null) missed[index] = 1;
    }
    return misses;
  }

  remove(id: number): void {
    if (this.#resident[id] !== 1) return;
    this.#queue.take(id);
    this.#resident[id] = 0;
    this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#queue.walk()) {
      counted.residents++;
      counted.occupied += this.books.sizeOf(id);
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#resident = wider(this.#resident, new Uint8Array(ids));
    this.#expiresMs = wider(this.#expiresMs, new Float64Array(ids));
    this.#queue.grow(ids);
  }

  #tick(): void {
    if (this.#now !== null) this.#timeMs = this.#now();
    else if (this.#counting) this.#timeMs++;
  }

  #expire(): void {
    for (;;) {
      const oldest = this.#queue.first();
      if (oldest < 0 || this.#expiresMs[oldest]! > this.#timeMs) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const oldest = this.#queue.shift();
    this.#resident[oldest] = 0;
    this.books.drop(oldest);
  }
}
