/**
 * A binary heap of (key, tie, id), smallest first, whose keys may be out of date as long as they are too small: the owner
 * checks what it takes out and puts it back with its true key. A hit then costs nothing here. Push and pop are O(log n).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LazyHeap } from "./lazy_heap.ts";
 * const heap = new LazyHeap();
 * heap.push(2, 0, 7);
 * heap.push(1, 0, 8);
 * heap.rekeyTop(3, 0);
 * assertEquals([heap.topId(), heap.length], [7, 2]);
 * ```
 */
export class LazyHeap {
  length = 0;
  /** Key, tie, id and nothing; the first entry stands at 4, so that the two children of an entry share a cache line. */
  #entries = new Float64Array(4 * 64);

  topId(): number {
    return this.#entries[6]!;
  }

  topKey(): number {
    return this.#entries[4]!;
  }

  topTie(): number {
    return this.#entries[5]!;
  }

  push(key: number, tie: number, id: number): void {
    if (4 * (this.length + 1) === this.#entries.length) {
      const entries = new Float64Array(this.#entries.length * 2);
      entries.set(this.#entries);
      this.#entries = entries;
    }
    const entries = this.#entries;
    let at = ++this.length;
    while (at > 1) {
      const parent = at >> 1;
      const parentKey = entries[4 * parent]!;
      if (parentKey < key || (parentKey === key && entries[4 * parent + 1]! < tie)) break;
      copy(entries, parent, at);
      at = parent;
    }
    put(entries, at, key, tie, id);
  }

  /** Gives the first entry another, not smaller key. */
  rekeyTop(key: number, tie: number): void {
    this.#sink(key, tie, this.topId());
  }

  /** Takes the first entry out. */
  pop(): void {
    const last = 4 * this.length--;
    if (this.length > 0) this.#sink(this.#entries[last]!, this.#entries[last + 1]!, this.#entries[last + 2]!);
  }

  /** The ids, in no order, duplicates included. */
  ids(): number[] {
    return Array.from({ length: this.length }, (_, at) => this.#entries[4 * at + 6]!);
  }

  #sink(key: number, tie: number, id: number): void {
    const entries = this.#entries;
    const length = this.length;
    let at = 1;
    for (;;) {
      let child = 2 * at;
      if (child > length) break;
      let childKey = entries[4 * child]!;
      if (child < length) {
        const rightKey = entries[4 * child + 4]!;
        if (rightKey < childKey || (rightKey === childKey && entries[4 * child + 5]! < entries[4 * child + 1]!)) {
          child++;
          childKey = rightKey;
        }
      }
      if (key < childKey || (key === childKey && tie <= entries[4 * child + 1]!)) break;
      copy(entries, child, at);
      at = child;
    }
    put(entries, at, key, tie, id);
  }
}

function copy(entries: Float64Array, from: number, to: number): void {
  entries[4 * to] = entries[4 * from]!;
  entries[4 * to + 1] = entries[4 * from + 1]!;
  entries[4 * to + 2] = entries[4 * from + 2]!;
}

function put(entries: Float64Array, at: number, key: number, tie: number, id: number): void {
  entries[4 * at] = key;
  entries[4 * at + 1] = tie;
  entries[4 * at + 2] = id;
}
