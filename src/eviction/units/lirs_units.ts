import type { Requests } from "../policy.ts";
import { LogQueue } from "./log_queue.ts";
import type { UnitReplay } from "./unit_replay.ts";
import { widened } from "./widened.ts";

/** States; whether an id is in the stack is told by its place there. */
const ABSENT = 0;
const GHOST = 1;
const QUEUED = 2;
const HOT = 3;

/** LIRS over logs: one is the stack, the others the queue and the ghosts. */
export class LirsUnits implements UnitReplay {
  readonly #limits: LirsLimits;
  readonly #stack = new LogQueue(1);
  readonly #queue = new LogQueue(1);
  readonly #ghosts = new LogQueue(2);
  #state = new Uint8Array(0);
  #stackPlaces = new Int32Array(0);
  /** In the queue or among the ghosts. */
  #otherPlaces = new Int32Array(0);
  #hot = 0;

  constructor(limits: LirsLimits) {
    this.#limits = limits;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#state = widened(this.#state, objects);
    this.#stackPlaces = widened(this.#stackPlaces, objects);
    this.#otherPlaces = widened(this.#otherPlaces, objects);
    const states = this.#state;
    const stackPlaces = this.#stackPlaces;
    const stack = this.#stack;
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      const state = states[id]!;
      if (state === HOT) {
        stack.refresh(stackPlaces, id);
        this.#prune();
        continue;
      }
      if (state === QUEUED) {
        this.#hitQueued(id);
        continue;
      }
      misses++;
      if (missed !== null) missed[index] = 1;
      if (state === GHOST) this.#readmit(id);
      else this.#admit(id);
    }
    return misses;
  }

  #hitQueued(id: number): void {
    const { hot: hotLimit, cooling } = this.#limits;
    if (this.#stackPlaces[id] !== 0 && hotLimit > 0) {
      this.#stack.refresh(this.#stackPlaces, id);
      this.#queue.live--;
      this.#otherPlaces[id] = 0;
      // Until there is room it belongs to neither, so nothing may prune it as a queued one: it is at the stack's top.
      while (this.#hot + 1 > hotLimit) this.#coolOldest();
      this.#state[id] = HOT;
      this.#hot++;
      return;
    }
    this.#queue.refresh(this.#otherPlaces, id);
    if (this.#stackPlaces[id] !== 0) {
      this.#stack.refresh(this.#stackPlaces, id);
      return;
    }
    if (cooling) { while (this.#hot + 1 > hotLimit && this.#queue.first(this.#otherPlaces) !== id) this.#coolOldest(); }
    this.#stack.push(this.#stackPlaces, id);
    this.#limitStack();
  }

  #admit(id: number): void {
    const { hot: hotLimit, queue: queueLimit } = this.#limits;
    if (this.#hot < hotLimit) {
      this.#state[id] = HOT;
      this.#hot++;
    } else {
      while (this.#queue.live >= queueLimit) this.#evict();
      this.#state[id] = QUEUED;
      this.#queue.push(this.#otherPlaces, id);
    }
    this.#stack.push(this.#stackPlaces, id);
    this.#limitStack();
  }

  /** A ghost that comes back while the stack knows it becomes hot. */
  #readmit(id: number): void {
    this.#ghosts.live--;
    this.#otherPlaces[id] = 0;
    if (this.#limits.hot < 1) {
      this.#dropFromStack(id);
      this.#state[id] = ABSENT;
      return;
    }
    this.#stack.refresh(this.#stackPlaces, id);
    this.#state[id] = ABSENT;
    while (this.#hot + 1 > this.#limits.hot) this.#coolOldest();
    this.#state[id] = HOT;
    this.#hot++;
    this.#limitStack();
  }

  /** The hot id at the stack's bottom goes to the queue. */
  #coolOldest(): void {
    const oldest = this.#stack.shift(this.#stackPlaces);
    this.#stackPlaces[oldest] = 0;
    this.#hot--;
    while (this.#queue.live >= this.#limits.queue) this.#evict();
    this.#state[oldest] = QUEUED;
    this.#queue.push(this.#otherPlaces, oldest);
    this.#prune();
  }

  /** The queue's oldest leaves residence; it stays a ghost while the stack knows it. */
  #evict(): void {
    const victim = this.#queue.shift(this.#otherPlaces);
    if (this.#stackPlaces[victim] === 0) {
      this.#state[victim] = ABSENT;
      this.#otherPlaces[victim] = 0;
      return;
    }
    this.#state[victim] = GHOST;
    this.#ghosts.push(this.#otherPlaces, victim);
  }

  /** The stack's bottom must be hot (or the only id). */
  #prune(): void {
    const stack = this.#stack;
    while (stack.live > 1) {
      const oldest = stack.first(this.#stackPlaces);
      if (this.#state[oldest] === HOT) return;
      this.#dropFromStack(oldest);
      this.#forgetGhost(oldest);
    }
  }

  #limitStack(): void {
    while (this.#stack.live > this.#limits.stack && this.#ghosts.live > 0) {
      const ghost = this.#ghosts.first(this.#otherPlaces);
      this.#dropFromStack(ghost);
      this.#forgetGhost(ghost);
    }
  }

  #dropFromStack(id: number): void {
    this.#stackPlaces[id] = 0;
    this.#stack.live--;
  }

  /** What just left the stack is forgotten when it was only a ghost. */
  #forgetGhost(id: number): void {
    if (this.#state[id] !== GHOST) return;
    this.#ghosts.live--;
    this.#otherPlaces[id] = 0;
    this.#state[id] = ABSENT;
  }
}

/** Units by part; whether a hit in the queue alone makes room among the hot. */
export interface LirsLimits {
  readonly queue: number;
  readonly hot: number;
  readonly stack: number;
  readonly cooling: boolean;
}
