/**
 * A binary heap of (next, id), the furthest future first. Nothing is updated in place: a request pushes its id again, and what
 * has become untrue is skipped by the owner when it surfaces. Since most pushes stay near the bottom, a push is O(1) on average.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { FutureHeap } from "./future_heap.ts";
 * const heap = new FutureHeap();
 * heap.push(5, 1);
 * heap.push(9, 2);
 * assertEquals([heap.topId(), heap.topNext()], [2, 9]);
 * ```
 */
export class FutureHeap {
  length = 0;
  /** Pairs of next and id. */
  #entries = new Uint32Array(128);

  topNext(): number {
    return this.#entries[0]!;
  }

  topId(): number {
    return this.#entries[1]!;
  }

  push(next: number, id: number): void {
    if (2 * this.length === this.#entries.length) {
      const entries = new Uint32Array(this.#entries.length * 2);
      entries.set(this.#entries);
      this.#entries = entries;
    }
    const entries = this.#entries;
    let at = this.length++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = entries[2 * parent]!;
      if (above >= next) break;
      entries[2 * at] = above;
      entries[2 * at + 1] = entries[2 * parent + 1]!;
      at = parent;
    }
    entries[2 * at] = next;
    entries[2 * at + 1] = id;
  }

  pop(): void {
    this.length--;
    this.#sink(0, this.#entries[2 * this.length]!, this.#entries[2 * this.length + 1]!);
  }

  /** Sheds the entries that are untrue, in O(n). */
  keep(valid: (next: number, id: number) => boolean): void {
    const entries = this.#entries;
    let kept = 0;
    for (let at = 0; at < this.length; at++) {
      const next = entries[2 * at]!;
      const id = entries[2 * at + 1]!;
      if (!valid(next, id)) continue;
      entries[2 * kept] = next;
      entries[2 * kept + 1] = id;
      kept++;
    }
    this.length = kept;
    for (let at = (kept >> 1) - 1; at >= 0; at--) this.#sink(at, entries[2 * at]!, entries[2 * at + 1]!);
  }

  #sink(from: number, next: number, id: number): void {
    const entries = this.#entries;
    const length = this.length;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && entries[2 * child + 2]! > entries[2 * child]!) child++;
      if (entries[2 * child]! <= next) break;
      entries[2 * at] = entries[2 * child]!;
      entries[2 * at + 1] = entries[2 * child + 1]!;
      at = child;
    }
    entries[2 * at] = next;
    entries[2 * at + 1] = id;
  }
}
