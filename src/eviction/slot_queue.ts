/**
 * A first-in-first-out queue of ids in one ring, from which any id can be taken in O(1): it leaves a hole. Scanning it is
 * sequential in memory, which is why FIFO, Clock and SIEVE stand on it and not on linked lists.
 *
 * Positions only rise; the slot of a position is `position & mask`. Positions `oldest` to `end` hold ids or `HOLE`. When the ring
 * is full the holes are squeezed out, so positions change: `hand`, a position that a policy may keep, is carried along.
 * Amortised O(1) a push, since at most half of a ring that is squeezed is ids.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SlotQueue } from "./slot_queue.ts";
 * const queue = new SlotQueue();
 * queue.grow(10);
 * queue.push(4);
 * queue.push(7);
 * queue.push(5);
 * queue.take(4);
 * assertEquals([queue.shift(), queue.shift(), queue.shift()], [7, 5, -1]);
 * ```
 */
export class SlotQueue {
  slots = new Int32Array(64);
  mask = 63;
  oldest = 0;
  end = 0;
  hand = 0;
  /** How many slots hold ids. */
  live = 0;
  /** Set by a loop that pushed without writing down who is where: `take` then looks it up anew. */
  placesUnknown = false;
  #positionOf = new Int32Array(0);

  /** Makes room for ids below `ids`. */
  grow(ids: number): void {
    const positionOf = new Int32Array(ids);
    positionOf.set(this.#positionOf);
    this.#positionOf = positionOf;
  }

  /** Puts an id that is not in the queue at its young end. */
  push(id: number): void {
    if (this.end - this.oldest > this.mask) this.squeeze();
    this.slots[this.end & this.mask] = id;
    this.#positionOf[id] = this.end++;
    this.live++;
  }

  /** `push` without writing down where: for queues from whose middle nothing is taken, or hardly ever (`take` is O(n) then). */
  pushUnplaced(id: number): void {
    if (this.end - this.oldest > this.mask) this.squeeze();
    this.slots[this.end++ & this.mask] = id;
    this.live++;
    this.placesUnknown = true;
  }

  /** The oldest id; -1 when there is none. */
  first(): number {
    const { slots, mask, end } = this;
    let position = this.oldest;
    while (position < end && slots[position & mask] === HOLE) position++;
    this.oldest = position;
    return position === end ? HOLE : slots[position & mask]!;
  }

  /** Takes the oldest id; -1 when there is none. */
  shift(): number {
    const id = this.first();
    if (id === HOLE) return HOLE;
    this.oldest++;
    this.live--;
    return id;
  }

  /** Takes the id at a position, which must hold one. */
  takeAt(position: number): void {
    this.slots[position & this.mask] = HOLE;
    this.live--;
  }

  /** Takes an id that is in the queue. @returns The position it had. */
  take(id: number): number {
    if (this.placesUnknown) this.#findPlaces();
    const position = this.#positionOf[id]!;
    this.takeAt(position);
    return position;
  }

  /** The ids, oldest first. @throws RangeError when the books do not agree. */
  *walk(): Generator<number> {
    let live = 0;
    for (let position = this.oldest; position < this.end; position++) {
      const id = this.slots[position & this.mask]!;
      if (id === HOLE) continue;
      live++;
      if (!this.placesUnknown && this.#positionOf[id] !== (position | 0)) {
        throw new RangeError(
          `Cannot trust a slot queue: id ${id} must know its position ${position}: received ${this.#positionOf[id]}`,
        );
      }
      yield id;
    }
    if (live !== this.live) {
      throw new RangeError(`Cannot trust a slot queue: it must hold ${this.live} ids: received ${live}`);
    }
  }

  /** Squeezes the holes out; takes a larger ring when more than half of this one is ids. Positions start from 0 again. */
  squeeze(): void {
    const { slots: old, mask, oldest, end, hand } = this;
    const larger = this.live * 2 > old.length;
    const slots = larger ? new Int32Array(old.length * 2) : old;
    // In place, what is kept never passes what is read. No branch on HOLE, which no processor could guess.
    const base = larger ? 0 : oldest;
    const slotMask = slots.length - 1;
    let kept = base;
    let keptHand = base;
    for (let position = oldest; position < end; position++) {
      if (position === hand) keptHand = kept;
      const id = old[position & mask]!;
      slots[kept & slotMask] = id;
      kept += ~id >>> 31;
    }
    this.slots = slots;
    this.mask = slotMask;
    const shift = base - (base & slotMask);
    this.hand = keptHand - shift;
    this.oldest = base - shift;
    this.end = kept - shift;
    this.placesUnknown = true;
  }

  #findPlaces(): void {
    for (let position = this.oldest; position < this.end; position++) {
      const id = this.slots[position & this.mask]!;
      if (id !== HOLE) this.#positionOf[id] = position;
    }
    this.placesUnknown = false;
  }
}

/** Marks a slot whose id was taken. */
export const HOLE = -1;
