import * as v from "valibot";
import { Chains } from "./chains.ts";
import { definePolicy } from "./entry.ts";
import type { PolicyContext, Requests } from "./policy.ts";
import { PolicyBase, wider } from "./policy_base.ts";
import { type LirsLimits, LirsUnits } from "./units/lirs_units.ts";
import { MOST_UNITS } from "./units/unit_replay.ts";

/**
 * LIRS. The stack is limited to `stack` times the cache by forgetting the id that left residence longest ago (the paper leaves it
 * unlimited; libCacheSim limits it so). As in the paper a hit in the queue of an id that the stack no longer knows demotes
 * nobody; libCacheSim's demotes a hot one, and when the queue holds one object evicts the very object that was hit. The option
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

/** Bits of an id's state. */
const IN_STACK = 1;
const HOT = 2;
const IN_QUEUE = 4;
const GHOST = 8;
const RESIDENT = HOT | IN_QUEUE;
/** Chains over the ids' second pair of links. */
const QUEUE = 0;
const GHOSTS = 1;

class Lirs extends PolicyBase {
  #state = new Uint8Array(0);
  readonly #stack = new Chains(1);
  readonly #others = new Chains(2);
  readonly #queueLimit: number;
  readonly #hotLimit: number;
  readonly #stackLimit: number;
  readonly #cooling: boolean;
  #hotUnits = 0;
  #queueUnits = 0;
  #stackUnits = 0;

  constructor(context: PolicyContext, limits: LirsLimits) {
    super(context);
    this.#queueLimit = limits.queue;
    this.#hotLimit = limits.hot;
    this.#stackLimit = limits.stack;
    this.#cooling = limits.cooling;
    this.reserve(context.ids);
  }

  has(id: number): boolean {
    return (this.#state[id]! & RESIDENT) !== 0;
  }

  hit(id: number): void {
    const state = this.#state[id]!;
    if ((state & IN_STACK) !== 0) {
      this.#stack.unlink(id);
      this.#stack.addFirst(0, id);
      if ((state & HOT) !== 0) this.#prune();
      else this.#warm(id);
      return;
    }
    this.#others.unlink(id);
    this.#others.addFirst(QUEUE, id);
    const size = this.books.sizeOf(id);
    if (this.#cooling) {
      while (this.#hotUnits + size > this.#hotLimit && this.#others.last(QUEUE) !== id) this.#coolOldest();
    }
    this.#pushStack(id, size);
    this.#limitStack();
  }

  admit(id: number, size: number): boolean {
    if (id >= this.books.reserved) this.reserve(id + 1);
    if ((this.#state[id]! & GHOST) !== 0) return this.#readmit(id, size);
    if (size > this.#queueLimit || (size > this.#hotLimit && this.#hotLimit > 0)) return false;
    if (this.#hotUnits + size <= this.#hotLimit) {
      this.#state[id] = HOT;
      this.#hotUnits += size;
    } else {
      while (this.#queueUnits + size > this.#queueLimit) this.#evict();
      this.#enqueue(id, size);
    }
    this.#pushStack(id, size);
    this.books.enter(id, size);
    this.#limitStack();
    return true;
  }

  override replay(requests: Requests, from: number, to: number): number {
    this.reserve(requests.objects);
    const { ids, sizes, missed } = requests;
    const state = this.#state;
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
    const state = this.#state[id] ?? 0;
    if (state === 0) return;
    const size = this.books.sizeOf(id);
    if ((state & IN_STACK) !== 0) this.#dropFromStack(id, size);
    if ((state & HOT) !== 0) this.#hotUnits -= size;
    else this.#others.unlink(id);
    if ((state & IN_QUEUE) !== 0) this.#queueUnits -= size;
    if ((state & RESIDENT) !== 0) this.books.leave(id);
    this.#state[id] = 0;
    this.books.forget(id);
    this.#prune();
  }

  audit(): void {
    const counted = { residents: 0, occupied: 0 };
    const units = { hot: 0, queue: 0, stack: 0 };
    for (const id of this.#stack.walk(0)) {
      if ((this.#state[id]! & IN_STACK) === 0) {
        throw new RangeError(`Cannot trust lirs: an id in the stack must know it: received ${id}`);
      }
      units.stack += this.books.sizeOf(id);
      if ((this.#state[id]! & HOT) === 0) continue;
      units.hot += this.books.sizeOf(id);
      counted.residents++;
    }
    for (const id of this.#others.walk(QUEUE)) {
      units.queue += this.books.sizeOf(id);
      counted.residents++;
    }
    counted.occupied = units.hot + units.queue;
    const sound = units.hot === this.#hotUnits && units.queue === this.#queueUnits && units.stack === this.#stackUnits;
    if (!sound || units.hot > this.#hotLimit || units.queue > this.#queueLimit) {
      throw new RangeError(
        `Cannot trust lirs: its parts must hold what its books say: received ${JSON.stringify(units)}`,
      );
    }
    this.auditTotals(counted);
  }

  protected grow(ids: number): void {
    this.#state = wider(this.#state, new Uint8Array(ids));
    this.#stack.grow(ids);
    this.#others.grow(ids);
  }

  /** A ghost that comes back while the stack knows it has a short inter-reference recency: it becomes hot. */
  #readmit(id: number, size: number): boolean {
    this.#others.unlink(id);
    this.#dropFromStack(id, this.books.sizeOf(id));
    this.#state[id] = 0;
    if (size > this.#hotLimit) {
      this.books.forget(id);
      return false;
    }
    this.#pushStack(id, size);
    this.books.enter(id, size);
    while (this.#hotUnits + size > this.#hotLimit) this.#coolOldest();
    this.#state[id] = IN_STACK | HOT;
    this.#hotUnits += size;
    this.#limitStack();
    return true;
  }

  /** A queued id that the stack knows, just moved to the stack's top, becomes hot. */
  #warm(id: number): void {
    const size = this.books.sizeOf(id);
    this.#others.unlink(id);
    this.#queueUnits -= size;
    this.#state[id]! &= ~IN_QUEUE;
    if (size > this.#hotLimit) {
      this.#enqueue(id, size);
      return;
    }
    while (this.#hotUnits + size > this.#hotLimit) this.#coolOldest();
    this.#state[id]! |= HOT;
    this.#hotUnits += size;
  }

  /** The hot id at the stack's bottom goes to the queue, or out when the queue is too small for it. */
  #coolOldest(): void {
    const oldest = this.#stack.last(0);
    const size = this.books.sizeOf(oldest);
    this.#hotUnits -= size;
    this.#dropFromStack(oldest, size);
    this.#state[oldest] = 0;
    if (size > this.#queueLimit) {
      this.books.drop(oldest);
    } else {
      while (this.#queueUnits + size > this.#queueLimit) this.#evict();
      this.#enqueue(oldest, size);
    }
    this.#prune();
  }

  /** The queue's oldest leaves residence; it stays a ghost while the stack knows it. */
  #evict(): void {
    const victim = this.#others.last(QUEUE);
    this.#others.unlink(victim);
    this.#queueUnits -= this.books.sizeOf(victim);
    if ((this.#state[victim]! & IN_STACK) === 0) {
      this.#state[victim] = 0;
      this.books.drop(victim);
      return;
    }
    this.#state[victim] = IN_STACK | GHOST;
    this.#others.addFirst(GHOSTS, victim);
    this.books.demote(victim);
  }

  #enqueue(id: number, size: number): void {
    this.#state[id]! |= IN_QUEUE;
    this.#queueUnits += size;
    this.#others.addFirst(QUEUE, id);
  }

  #pushStack(id: number, size: number): void {
    this.#state[id]! |= IN_STACK;
    this.#stackUnits += size;
    this.#stack.addFirst(0, id);
  }

  #dropFromStack(id: number, size: number): void {
    this.#state[id]! &= ~IN_STACK;
    this.#stackUnits -= size;
    this.#stack.unlink(id);
  }

  /** The stack's bottom must be hot (or the only id). */
  #prune(): void {
    for (;;) {
      const oldest = this.#stack.last(0);
      if (oldest < 0 || (this.#state[oldest]! & HOT) !== 0 || oldest === this.#stack.first(0)) return;
      this.#dropFromStack(oldest, this.books.sizeOf(oldest));
      this.#forgetGhost(oldest);
    }
  }

  #limitStack(): void {
    while (this.#stackUnits > this.#stackLimit) {
      const ghost = this.#others.last(GHOSTS);
      if (ghost < 0) return;
      this.#dropFromStack(ghost, this.books.sizeOf(ghost));
      this.#forgetGhost(ghost);
    }
  }

  /** What just left the stack is forgotten when it was only a ghost. */
  #forgetGhost(id: number): void {
    if ((this.#state[id]! & GHOST) === 0) return;
    this.#others.unlink(id);
    this.#state[id] = 0;
    this.books.forget(id);
  }
}
