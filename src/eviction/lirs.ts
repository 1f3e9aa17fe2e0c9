import * as v from "valibot";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase } from "./policy_base.ts";
import { GHOST, HOT, IN_QUEUE, IN_STACK, LirsLists, RESIDENT } from "./lirs_lists.ts";
import { type LirsLimits, LirsUnits } from "./units/lirs_units.ts";
import { MOST_UNITS } from "./units/unit_replay.ts";

/**
 * LIRS. The stack is limited to `stack` times the cache by forgetting the id that left residence longest ago (the paper leaves it
 * unlimited; libCacheSim limits it so). As in the paper a hit in the queue of an id that the stack no longer knows demotes
 * nobody; libCacheSim's demotes a hot one, and when the queue is too small for both evicts the very object that was hit. The option
 * `cooling=true` does the former (its counts are then equal unless the queue is that small).
 */
export const lirs = definePolicy({
  description: "LIRS: keeps what has a short time between its last two requests; a small queue tries out the rest",
  source: "Jiang, Zhang, LIRS: an efficient low inter-reference recency set replacement policy, SIGMETRICS 2002",
  options: v.strictObject({
    /** The trial queue's share of the cache. */
    queue: v.optional(v.pipe(v.number(), v.minValue(0.0001), v.maxValue(0.5)), 0.01),
    /** The stack's limit in cache sizes, ghosts included. */
    stack: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 2),
    /** Whether a hit in the queue alone makes room among the hot. */
    cooling: v.optional(v.boolean(), false),
  }),
  create: (context, options) => new Lirs(context, limitsOf(context.capacity, options)),
  replayUnits: ({ capacity }, options) => {
    const limits = limitsOf(capacity, options);
    return limits.stack > MOST_UNITS ? null : new LirsUnits(limits);
  },
});

function limitsOf(capacity: number, options: { queue: number; stack: number; cooling: boolean }): LirsLimits {
  const queue = Math.max(1, Math.floor(capacity * options.queue));
  return { queue, hot: capacity - queue, stack: Math.floor(capacity * options.stack), cooling: options.cooling };
}

class Lirs extends PolicyBase {
  readonly #lists = new LirsLists(this.books);
  readonly #limits: LirsLimits;

  constructor(context: PolicyContext, limits: LirsLimits) {
    super(context);
    this.#limits = limits;
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return (this.#lists.state[id]! & RESIDENT) !== 0;
  }

  hit(id: number): void {
    const lists = this.#lists;
    const state = lists.state[id]!;
    if ((state & IN_STACK) !== 0) {
      lists.raiseInStack(id);
      if ((state & HOT) !== 0) lists.prune();
      else this.#warm(id);
      return;
    }
    lists.raiseInQueue(id);
    const size = this.books.sizeOf(id);
    if (this.#limits.cooling) {
      while (this.#mayCoolFor(id, size)) {
        this.#coolOldest();
        // What was cooled stands before it now: a second one must not drive it out.
        if (this.#mayCoolFor(id, size)) lists.raiseInQueue(id);
      }
    }
    lists.pushStack(id, size);
    lists.limitStack(this.#limits.stack);
  }

  admit(id: number, size: number): boolean {
    const lists = this.#lists;
    const { hot, queue } = this.#limits;
    if (id >= this.books.reserved) this.reserve(id + 1);
    if ((lists.state[id]! & GHOST) !== 0) return this.#readmit(id, size);
    if (size > queue || (size > hot && hot > 0)) return false;
    if (lists.hotUnits + size <= hot) lists.heat(id, size);
    else {
      while (lists.queueUnits + size > queue) this.#evict();
      lists.enqueue(id, size);
    }
    lists.pushStack(id, size);
    this.books.enter(id, size);
    lists.limitStack(this.#limits.stack);
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const { state } = this.#lists;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if ((state[id]! & RESIDENT) !== 0) {
        this.hit(id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      this.admit(id, sizes === null ? 1 : sizes[index]!);
    }
    return misses;
  }

  remove(id: number): void {
    const lists = this.#lists;
    const state = lists.state[id] ?? 0;
    if (state === 0) return;
    if ((state & IN_STACK) !== 0) lists.dropFromStack(id);
    if ((state & HOT) !== 0) lists.cool(id);
    if ((state & IN_QUEUE) !== 0) lists.dequeue(id);
    if ((state & GHOST) !== 0) lists.unhaunt(id);
    if ((state & RESIDENT) !== 0) this.books.leave(id);
    this.books.forget(id);
    lists.prune();
  }

  audit(): void {
    const counted = this.#lists.audit();
    const { hotUnits, queueUnits } = this.#lists;
    if (hotUnits > this.#limits.hot || queueUnits > this.#limits.queue) {
      throw new RangeError(
        `Cannot trust lirs: at most ${this.#limits.hot} units are hot, ${this.#limits.queue} in the queue: ` +
          `received ${hotUnits} and ${queueUnits}`,
      );
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#lists.grow(ids);
  }

  /** A ghost that comes back while the stack knows it has a short inter-reference recency: it becomes hot. */
  #readmit(id: number, size: number): boolean {
    const lists = this.#lists;
    lists.unhaunt(id);
    lists.dropFromStack(id);
    if (size > this.#limits.hot) {
      this.books.forget(id);
      return false;
    }
    lists.pushStack(id, size);
    this.books.enter(id, size);
    while (lists.hotUnits + size > this.#limits.hot) this.#coolOldest();
    lists.heat(id, size);
    lists.limitStack(this.#limits.stack);
    return true;
  }

  /** A queued id that the stack knows, just moved to the stack's top, becomes hot. */
  #warm(id: number): void {
    const lists = this.#lists;
    const size = this.books.sizeOf(id);
    if (size > this.#limits.hot) {
      lists.raiseInQueue(id);
      return;
    }
    lists.dequeue(id);
    while (lists.hotUnits + size > this.#limits.hot) this.#coolOldest();
    lists.heat(id, size);
  }

  /** Whether the oldest hot id should go to the queue, and can without driving out the id for whose sake it would. */
  #mayCoolFor(id: number, size: number): boolean {
    const lists = this.#lists;
    if (lists.hotUnits + size <= this.#limits.hot || lists.oldestQueued() === id) return false;
    lists.prune();
    const bottom = lists.bottom();
    return bottom >= 0 && (lists.state[bottom]! & HOT) !== 0 &&
      this.books.sizeOf(bottom) + size <= this.#limits.queue;
  }

  /** The hot id at the stack's bottom goes to the queue, or out when the queue is too small for it. */
  #coolOldest(): void {
    const lists = this.#lists;
    // After a removal the stack's only id may be one that is not hot, and stays at the bottom when others come.
    lists.prune();
    const oldest = lists.bottom();
    const size = this.books.sizeOf(oldest);
    lists.cool(oldest);
    lists.dropFromStack(oldest);
    if (size > this.#limits.queue) this.books.drop(oldest);
    else {
      while (lists.queueUnits + size > this.#limits.queue) this.#evict();
      lists.enqueue(oldest, size);
    }
    lists.prune();
  }

  /** The queue's oldest leaves residence; it stays a ghost while the stack knows it. */
  #evict(): void {
    const lists = this.#lists;
    const victim = lists.oldestQueued();
    lists.dequeue(victim);
    if ((lists.state[victim]! & IN_STACK) === 0) {
      this.books.drop(victim);
      return;
    }
    lists.haunt(victim);
    this.books.demote(victim);
  }
}
