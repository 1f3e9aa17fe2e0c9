import { MarkedSlots } from "./marked_slots.ts";

/**
 * Answers "how many distinct ids were asked for since this one" (its LRU stack distance): each id's last request is a mark in a
 * row of slots in time order, the answer is the number of marks from it on. When the slots are used up the marks move together;
 * with slots for twice the ids that is O(1) a request, amortised.
 *
 * Same numbers as Bennett and Kruskal's partial sums (1975) and Olken's tree (1981), laid out for caches.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RecencyRanks } from "./recency_ranks.ts";
 * const ranks = new RecencyRanks(10);
 * assertEquals([7, 8, 7, 7, 8].map((id) => ranks.request(id)), [0, 0, 2, 1, 2]);
 * ```
 */
export class RecencyRanks {
  /** Slot + 1 of an id's last request; 0 when there was none. */
  readonly #slotOf: Int32Array;
  readonly #idAt: Int32Array;
  readonly #slots: MarkedSlots;
  #next = 0;

  /** @param ids Every id is below this. */
  constructor(ids: number) {
    this.#slots = new MarkedSlots(2 * ids + 4096);
    this.#slotOf = new Int32Array(ids);
    this.#idAt = new Int32Array(this.#slots.length);
  }

  /** @returns The stack distance: 1 when the id was the latest, 0 when it was never asked for. */
  request(id: number): number {
    const slots = this.#slots;
    if (this.#next === slots.length) this.#moveTogether();
    const slot = this.#slotOf[id]!;
    let distance = 0;
    if (slot !== 0) {
      distance = slots.from(slot - 1);
      slots.unmark(slot - 1);
    }
    const fresh = this.#next++;
    slots.mark(fresh);
    this.#idAt[fresh] = id;
    this.#slotOf[id] = fresh + 1;
    return distance;
  }

  /** The id is no longer counted. */
  forget(id: number): void {
    const slot = this.#slotOf[id]!;
    if (slot === 0) return;
    this.#slots.unmark(slot - 1);
    this.#slotOf[id] = 0;
  }

  #moveTogether(): void {
    this.#next = 0;
    this.#slots.drain((slot) => {
      const id = this.#idAt[slot]!;
      const target = this.#next++;
      this.#idAt[target] = id;
      this.#slotOf[id] = target + 1;
      this.#slots.mark(target);
    });
  }
}
