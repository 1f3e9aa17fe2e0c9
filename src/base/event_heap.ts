/**
 * A priority queue of pending events ordered by (due, sequence): what is due together comes out in the order it was put in.
 *
 * A 4-ary heap over parallel arrays, without an object per event. `push` and `remove` are O(log n), `peekDue` is O(1).
 * Removing an event does not disturb the order of the others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { EventHeap } from "./event_heap.ts";
 * const heap = new EventHeap<string>();
 * heap.push(2, "late");
 * const handle = heap.push(1, "cancelled");
 * heap.push(1, "early");
 * heap.remove(handle);
 * assertEquals([heap.pop(), heap.pop(), heap.pop()], ["early", "late", undefined]);
 * ```
 */
export class EventHeap<Item> {
  /** Heap position -> slot. */
  #order: number[] = [];
  #due: number[] = [];
  #sequence: number[] = [];
  #items: (Item | undefined)[] = [];
  /** Slot -> heap position, -1 when the slot is free. */
  #position: number[] = [];
  #free: number[] = [];
  #nextSequence = 0;

  get size(): number {
    return this.#order.length;
  }

  /** When the next event is due; +Infinity when there is none. */
  peekDue(): number {
    const slot = this.#order[0];
    return slot === undefined ? Infinity : this.#due[slot]!;
  }

  /**
   * @param due Any finite number, usually milliseconds.
   * @returns A handle for `remove`, valid until the event comes out.
   */
  push(due: number, item: Item): number {
    if (!Number.isFinite(due)) {
      throw new RangeError(`Cannot schedule an event: its time must be a finite number: received ${due}`);
    }
    const slot = this.#free.pop() ?? this.#items.length;
    this.#due[slot] = due;
    this.#sequence[slot] = this.#nextSequence++;
    this.#items[slot] = item;
    this.#order.push(slot);
    this.#siftUp(this.#order.length - 1, slot);
    return slot;
  }

  /** Takes out the first event; undefined when there is none. */
  pop(): Item | undefined {
    const slot = this.#order[0];
    if (slot === undefined) return undefined;
    const item = this.#items[slot];
    this.#take(slot);
    return item;
  }

  /** Takes out the event with this handle. The caller must not use a handle whose event has come out already. */
  remove(handle: number): void {
    const position = this.#position[handle];
    if (position === undefined || position < 0) {
      throw new RangeError(`Cannot remove an event: its handle must be of a pending event: received ${handle}`);
    }
    this.#take(handle);
  }

  /** All pending items, in no particular order (for error messages). */
  *pending(): Generator<Item> {
    for (const slot of this.#order) yield this.#items[slot]!;
  }

  #take(slot: number): void {
    const position = this.#position[slot]!;
    const last = this.#order.pop()!;
    this.#items[slot] = undefined;
    this.#position[slot] = -1;
    this.#free.push(slot);
    if (last === slot) return;
    this.#siftUp(position, last);
    if (this.#position[last] === position) this.#siftDown(position, last);
  }

  #before(one: number, other: number): boolean {
    const difference = this.#due[one]! - this.#due[other]!;
    return difference < 0 || (difference === 0 && this.#sequence[one]! < this.#sequence[other]!);
  }

  #siftUp(from: number, slot: number): void {
    const order = this.#order;
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const other = order[parent]!;
      if (!this.#before(slot, other)) break;
      order[position] = other;
      this.#position[other] = position;
      position = parent;
    }
    order[position] = slot;
    this.#position[slot] = position;
  }

  #siftDown(from: number, slot: number): void {
    const order = this.#order;
    const size = order.length;
    let position = from;
    for (;;) {
      const first = position * 4 + 1;
      if (first >= size) break;
      let best = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        if (this.#before(order[child]!, order[best]!)) best = child;
      }
      const other = order[best]!;
      if (!this.#before(other, slot)) break;
      order[position] = other;
      this.#position[other] = position;
      position = best;
    }
    order[position] = slot;
    this.#position[slot] = position;
  }
}
