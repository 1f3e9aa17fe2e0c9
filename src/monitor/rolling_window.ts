/** How a sliding time span is cut. */
export interface WindowShape {
  /** How many slots. @default 12 */
  readonly slots?: number;
  /** How long one slot is. @default 5000 */
  readonly slotMs?: number;
}

/**
 * A sliding time span, cut into slots that are thrown away whole as they grow old: what is read covers the present slot and those
 * before it, between slots - 1 and slots times slotMs.
 *
 * Recording is O(1); reading is O(slots).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RollingWindow } from "./rolling_window.ts";
 * const window = new RollingWindow(() => ({ count: 0 }), { slots: 2, slotMs: 1000 });
 * window.at(100).count++;
 * window.at(1100).count++;
 * const counts = (nowMs: number) => window.live(nowMs).map(({ count }) => count);
 * assertEquals([counts(1500), counts(2500), counts(9000)], [[1, 1], [1], []]);
 * ```
 */
export class RollingWindow<Slot> {
  readonly spanMs: number;
  readonly #make: () => Slot;
  readonly #slotMs: number;
  readonly #slots: (Slot | undefined)[];
  /** Which stretch of slotMs each slot stands for. */
  readonly #numbers: number[];
  #present: Slot | undefined = undefined;
  #presentUntilMs = -Infinity;

  /** @throws RangeError when the shape is not of at least one slot and 1 ms. */
  constructor(make: () => Slot, shape: WindowShape = {}) {
    const { slots = 12, slotMs = 5000 } = shape;
    if (!(Number.isInteger(slots) && slots >= 1 && slotMs >= 1)) {
      throw new RangeError(
        `Cannot make a window: slots must be whole and from 1, slotMs at least 1: received ${slots}, ${slotMs}`,
      );
    }
    this.#make = make;
    this.#slotMs = slotMs;
    this.spanMs = slots * slotMs;
    this.#slots = new Array(slots).fill(undefined);
    this.#numbers = new Array(slots).fill(-1);
  }

  /** The slot for the present. Time must not run backwards. */
  at(nowMs: number): Slot {
    if (this.#present !== undefined && nowMs < this.#presentUntilMs) return this.#present;
    const number = Math.floor(nowMs / this.#slotMs);
    const index = number % this.#slots.length;
    const slot = this.#make();
    this.#slots[index] = slot;
    this.#numbers[index] = number;
    this.#present = slot;
    this.#presentUntilMs = (number + 1) * this.#slotMs;
    return slot;
  }

  /** The slots that are not too old, oldest first. */
  live(nowMs: number): Slot[] {
    const last = Math.floor(nowMs / this.#slotMs);
    const live: Slot[] = [];
    for (let number = Math.max(0, last - this.#slots.length + 1); number <= last; number++) {
      const index = number % this.#slots.length;
      const slot = this.#slots[index];
      if (slot !== undefined && this.#numbers[index] === number) live.push(slot);
    }
    return live;
  }
}
