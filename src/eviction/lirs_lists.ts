import type { Books } from "./books.ts";
import { Chains } from "./chains.ts";
import { wider } from "./policy_base.ts";

/** Bits of an id's state. */
export const IN_STACK = 1;
export const HOT = 2;
export const IN_QUEUE = 4;
export const GHOST = 8;
export const RESIDENT = HOT | IN_QUEUE;
/** Chains over the ids' second pair of links. */
const QUEUE = 0;
const GHOSTS = 1;

/**
 * The lists of LIRS and the units in them: the stack (by recency: hot ids, those of the queue that it still knows, ghosts), the queue of
 * residents on trial, and the ghosts in the order in which they left residence. The rules are in `lirs.ts`.
 */
export class LirsLists {
  state = new Uint8Array(0);
  hotUnits = 0;
  queueUnits = 0;
  stackUnits = 0;
  readonly #books: Books;
  readonly #stack = new Chains(1);
  readonly #others = new Chains(2);

  constructor(books: Books) {
    this.#books = books;
  }

  grow(ids: number): void {
    this.state = wider(this.state, new Uint8Array(ids));
    this.#stack.grow(ids);
    this.#others.grow(ids);
  }

  /** The stack's bottom, negative when it is empty. */
  bottom(): number {
    return this.#stack.last(0);
  }

  /** The oldest of the queue, negative when it is empty. */
  oldestQueued(): number {
    return this.#others.last(QUEUE);
  }

  pushStack(id: number, size: number): void {
    this.state[id]! |= IN_STACK;
    this.stackUnits += size;
    this.#stack.addFirst(0, id);
  }

  raiseInStack(id: number): void {
    this.#stack.unlink(id);
    this.#stack.addFirst(0, id);
  }

  dropFromStack(id: number): void {
    this.state[id]! &= ~IN_STACK;
    this.stackUnits -= this.#books.sizeOf(id);
    this.#stack.unlink(id);
  }

  heat(id: number, size: number): void {
    this.state[id]! |= HOT;
    this.hotUnits += size;
  }

  cool(id: number): void {
    this.state[id]! &= ~HOT;
    this.hotUnits -= this.#books.sizeOf(id);
  }

  enqueue(id: number, size: number): void {
    this.state[id]! |= IN_QUEUE;
    this.queueUnits += size;
    this.#others.addFirst(QUEUE, id);
  }

  raiseInQueue(id: number): void {
    this.#others.unlink(id);
    this.#others.addFirst(QUEUE, id);
  }

  dequeue(id: number): void {
    this.state[id]! &= ~IN_QUEUE;
    this.queueUnits -= this.#books.sizeOf(id);
    this.#others.unlink(id);
  }

  /** An id that left the queue but is still in the stack. */
  haunt(id: number): void {
    this.state[id]! |= GHOST;
    this.#others.addFirst(GHOSTS, id);
  }

  unhaunt(id: number): void {
    this.state[id]! &= ~GHOST;
    this.#others.unlink(id);
  }

  /** The stack's bottom must be hot (or the only id). */
  prune(): void {
    for (;;) {
      const oldest = this.bottom();
      if (oldest < 0 || (this.state[oldest]! & HOT) !== 0 || oldest === this.#stack.first(0)) return;
      this.dropFromStack(oldest);
      this.#forgetGhost(oldest);
    }
  }

  /** Forgets what left residence longest ago while the stack is above its limit. */
  limitStack(limit: number): void {
    while (this.stackUnits > limit) {
      const ghost = this.#others.last(GHOSTS);
      if (ghost < 0) return;
      this.dropFromStack(ghost);
      this.#forgetGhost(ghost);
    }
  }

  /** Counts the lists and compares them with the units. @throws RangeError */
  audit(): { residents: number; occupied: number } {
    const counted = { residents: 0, occupied: 0 };
    const units = { hot: 0, queue: 0, stack: 0 };
    for (const id of this.#stack.walk(0)) {
      if ((this.state[id]! & IN_STACK) === 0) {
        throw new RangeError(`Cannot trust lirs: an id in the stack must know it: received ${id}`);
      }
      units.stack += this.#books.sizeOf(id);
      if ((this.state[id]! & HOT) === 0) continue;
      units.hot += this.#books.sizeOf(id);
      counted.residents++;
    }
    for (const id of this.#others.walk(QUEUE)) {
      units.queue += this.#books.sizeOf(id);
      counted.residents++;
    }
    counted.occupied = units.hot + units.queue;
    if (units.hot === this.hotUnits && units.queue === this.queueUnits && units.stack === this.stackUnits) {
      return counted;
    }
    throw new RangeError(
      `Cannot trust lirs: its parts must hold what its books say: received ${JSON.stringify(units)}`,
    );
  }

  /** What just left the stack is forgotten when it was only a ghost. */
  #forgetGhost(id: number): void {
    if ((this.state[id]! & GHOST) === 0) return;
    this.unhaunt(id);
    this.#books.forget(id);
  }
}
