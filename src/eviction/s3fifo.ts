import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { SlotQueue } from "./slot_queue.ts";
import { type S3FifoLimits, S3FifoUnits } from "./units/s3fifo_units.ts";
import { MOST_UNITS } from "./units/unit_replay.ts";

/**
 * S3-FIFO. As in libCacheSim, new objects enter the main queue while the small one is full and nothing was ever evicted, and a
 * hit's count is capped only when the main queue reinserts. Ours gives the small queue at least one unit.
 */
export const s3fifo = definePolicy({
  description: "S3-FIFO: a small queue filters one-hit wonders, a main queue reinserts, a ghost queue remembers",
  source: "Yang, Zhang, Qiu, Yue, Rashmi, FIFO queues are all you need for cache eviction, SOSP 2023",
  options: v.strictObject({
    /** The small queue's share of the cache. */
    small: v.optional(v.pipe(v.number(), v.minValue(0.001), v.maxValue(0.999)), 0.1),
    /** The ghost queue's share of the cache's size. */
    ghost: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10)), 0.9),
    /** Hits in the small queue that earn a place in the main one. */
    threshold: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3)), 2),
  }),
  create: (context, options) => new S3Fifo(context, limitsOf(context.capacity, options)),
  replayUnits: ({ capacity }, options) => {
    const limits = limitsOf(capacity, options);
    return limits.ghost > MOST_UNITS ? null : new S3FifoUnits(limits);
  },
});

function limitsOf(capacity: number, options: { small: number; ghost: number; threshold: number }): S3FifoLimits {
  const small = Math.max(1, Math.floor(capacity * options.small));
  const ghost = Math.floor(capacity * options.ghost);
  return { capacity, small, main: capacity - small, ghost, threshold: options.threshold };
}

const SMALL = 1;
const MAIN = 2;
const GHOST = 3;
/** Parts of an id's state: its queue, one hit, and where the count of three is reached. */
const QUEUE = 3;
const ONE = 4;
const FULL = 12;

class S3Fifo extends PolicyBase {
  readonly #queues = [new SlotQueue(), new SlotQueue(), new SlotQueue(), new SlotQueue()] as const;
  /** Units by queue. */
  readonly #units = new Float64Array(4);
  /** By id: its queue, 0 for none, and from bit 2 up its count, so that a request looks at one byte. */
  #state = new Uint8Array(0);
  readonly #smallLimit: number;
  readonly #mainLimit: number;
  readonly #ghostLimit: number;
  readonly #threshold: number;
  /** Without an owner nothing is removed from the middle of the small and the main queue. */
  readonly #owned: boolean;
  #evictedEver = false;

  constructor(context: PolicyContext, limits: S3FifoLimits) {
    super(context);
    this.#smallLimit = limits.small;
    this.#mainLimit = limits.main;
    this.#ghostLimit = limits.ghost;
    this.#threshold = limits.threshold;
    this.#owned = context.listener !== undefined;
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    const queue = this.#state[id]! & QUEUE;
    return queue === SMALL || queue === MAIN;
  }

  hit(id: number): void {
    // Beyond three every count means the same.
    if (this.#state[id]! < FULL) this.#state[id]! += ONE;
  }

  admit(id: number, size: number): boolean {
    const { books } = this;
    if (id >= books.reserved) this.reserve(id + 1);
    const known = (this.#state[id]! & QUEUE) === GHOST;
    if (known) this.#take(id);
    // A new object that would fill the small queue alone is not taken; one that proved itself may be as large.
    if (size > this.#smallLimit || (size === this.#smallLimit && size > 1 && !known)) {
      if (known) books.forget(id);
      return false;
    }
    while (!books.fits(size)) this.#evict();
    const early = !this.#evictedEver && this.#units[SMALL]! >= this.#smallLimit;
    this.#push(known || early ? MAIN : SMALL, id, size, 0);
    books.enter(id, size);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const states = this.#state;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const state = states[id]!;
      const queue = state & QUEUE;
      if (queue === SMALL || queue === MAIN) {
        if (state < FULL) states[id] = state + ONE;
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.admit(id, sizes === null ? 1 : sizes[index]!);
    }
    return misses;
  }

  remove(id: number): void {
    const resident = this.has(id);
    if (!resident && (this.#state[id]! & QUEUE) !== GHOST) return;
    this.#take(id);
    if (resident) this.books.leave(id);
    this.books.forget(id);
  }

  audit(): void {
    const [small, main, ghosts] = [this.#auditQueue(SMALL), this.#auditQueue(MAIN), this.#auditQueue(GHOST)];
    if (ghosts.occupied > this.#ghostLimit) {
      throw new RangeError(
        `Cannot trust s3fifo: at most ${this.#ghostLimit} units may be remembered: received ${ghosts.occupied}`,
      );
    }
    this.auditTotals({ residents: small.residents + main.residents, occupied: small.occupied + main.occupied });
  }

  protected grow(ids: number): void {
    for (const queue of this.#queues) queue.grow(ids);
    this.#state = wider(this.#state, new Uint8Array(ids));
  }

  #auditQueue(queue: 1 | 2 | 3): { residents: number; occupied: number } {
    const counted = { residents: 0, occupied: 0 };
    for (const id of this.#queues[queue].walk()) {
      counted.residents++;
      counted.occupied += (this.#state[id]! & QUEUE) === queue ? this.books.sizeOf(id) : NaN;
    }
    if (counted.occupied === this.#units[queue]) return counted;
    throw new RangeError(
      `Cannot trust s3fifo: queue ${queue} must hold ${this.#units[queue]} units: received ${counted.occupied}`,
    );
  }

  #evict(): void {
    this.#evictedEver = true;
    if (this.#units[MAIN]! > this.#mainLimit || this.#units[SMALL] === 0) this.#evictMain();
    else this.#evictSmall();
  }

  /** What was asked for often enough moves on; the first that was not becomes a ghost. */
  #evictSmall(): void {
    for (let oldest = this.#shift(SMALL); oldest >= 0; oldest = this.#shift(SMALL)) {
      const size = this.books.sizeOf(oldest);
      if (this.#state[oldest]! >> 2 < this.#threshold) {
        this.#haunt(oldest, size);
        return;
      }
      this.#push(MAIN, oldest, size, 0);
    }
  }

  #evictMain(): void {
    for (;;) {
      const oldest = this.#shift(MAIN);
      const count = this.#state[oldest]! >> 2;
      if (count === 0) {
        this.#state[oldest] = 0;
        this.books.drop(oldest);
        return;
      }
      this.#push(MAIN, oldest, this.books.sizeOf(oldest), count - 1);
    }
  }

  #haunt(id: number, size: number): void {
    if (size > this.#ghostLimit) {
      this.#state[id] = 0;
      this.books.drop(id);
      return;
    }
    this.books.demote(id);
    while (this.#units[GHOST]! + size > this.#ghostLimit) {
      const forgotten = this.#shift(GHOST);
      this.#state[forgotten] = 0;
      this.books.forget(forgotten);
    }
    this.#push(GHOST, id, size, 0);
  }

  #push(queue: 1 | 2 | 3, id: number, size: number, count: number): void {
    this.#state[id] = queue | (count << 2);
    this.#units[queue]! += size;
    if (queue === GHOST || this.#owned) this.#queues[queue].push(id);
    else this.#queues[queue].pushUnplaced(id);
  }

  /** Takes the oldest of a queue, -1 when it is empty; the caller gives it a new state. */
  #shift(queue: 1 | 2 | 3): number {
    const id = this.#queues[queue].shift();
    if (id >= 0) this.#units[queue]! -= this.books.sizeOf(id);
    return id;
  }

  #take(id: number): void {
    const queue = this.#state[id]! & QUEUE;
    this.#queues[queue]!.take(id);
    this.#state[id] = 0;
    this.#units[queue]! -= this.books.sizeOf(id);
  }
}
