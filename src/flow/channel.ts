import { park } from "./instructions.ts";
import type { Flow } from "./operation.ts";
import type { Waiter } from "./waiter.ts";

/** What `receive` gives when the channel is closed and empty. */
export const CLOSED: unique symbol = Symbol("closed");

/**
 * A queue between tasks: a sender waits while it is full, a receiver while it is empty. First come, first served on both ends.
 */
export class Channel<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  readonly #receivers = new Set<Waiter<void>>();
  readonly #senders = new Set<Waiter<void>>();
  #isClosed = false;

  /** @param options `capacity`: items held before a sender waits; Infinity for none. */
  constructor(options: { capacity: number }) {
    if (!(options.capacity >= 1)) {
      throw new RangeError(`Cannot make a channel: the capacity must be at least 1: received ${options.capacity}`);
    }
    this.#capacity = options.capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  /** @throws RangeError when the channel is closed. */
  *send(item: T): Flow<void> {
    while (this.#items.length >= this.#capacity && !this.#isClosed) {
      yield* this.#wait(this.#senders, "room in a channel");
    }
    if (this.#isClosed) throw new RangeError("Cannot send: the channel must be open: received an item after its close");
    this.#items.push(item);
    wakeOne(this.#receivers);
  }

  /** The next item, or CLOSED. */
  *receive(): Flow<T | typeof CLOSED> {
    while (this.#items.length === 0 && !this.#isClosed) yield* this.#wait(this.#receivers, "an item in a channel");
    if (this.#items.length === 0) return CLOSED;
    const item = this.#items.shift() as T;
    wakeOne(this.#senders);
    if (this.#items.length > 0) wakeOne(this.#receivers);
    return item;
  }

  /** No more items come; receivers get what is left, then CLOSED. */
  close(): void {
    this.#isClosed = true;
    for (const waiter of [...this.#receivers, ...this.#senders]) waiter.resume();
    this.#receivers.clear();
    this.#senders.clear();
  }

  *#wait(waiters: Set<Waiter<void>>, waitingFor: string): Flow<void> {
    let isOver = false;
    let mine: Waiter<void> | undefined;
    try {
      yield* park<void>(waitingFor, (waiter) => {
        mine = waiter;
        waiters.add(waiter);
      });
      isOver = true;
    } finally {
      // Halted after somebody woke it: the wake-up must go to the next one, or it is lost.
      if (!isOver && mine && !waiters.delete(mine)) wakeOne(waiters);
    }
  }
}

function wakeOne(waiters: Set<Waiter<void>>): void {
  for (const waiter of waiters) {
    waiters.delete(waiter);
    if (!waiter.isWaiting) continue;
    waiter.resume();
    return;
  }
}
