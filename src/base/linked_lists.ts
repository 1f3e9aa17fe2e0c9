/**
 * Several doubly linked lists over one range of dense ids, in typed arrays: no object per node, every operation O(1).
 *
 * An id is in at most one list at a time. "First" is where `addFirst` puts it (most recent in an LRU), "last" the other end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LinkedLists } from "./linked_lists.ts";
 * const lists = new LinkedLists({ lists: 2, ids: 10 });
 * lists.addFirst(0, 3);
 * lists.addFirst(0, 4);
 * lists.remove(3);
 * lists.addFirst(1, 3);
 * assertEquals([lists.last(0), lists.last(1), lists.length(0)], [4, 3, 1]);
 * ```
 */
export class LinkedLists {
  /** Entries 0..lists-1 are the lists' sentinels, id n stands at n + lists; 0 lists means "in none". */
  #next: Int32Array;
  #previous: Int32Array;
  #listOf: Int16Array;
  readonly #lengths: Int32Array;
  readonly #lists: number;

  /** @param size `lists`: how many lists; `ids`: how many ids to begin with (it grows by itself). */
  constructor(size: { lists: number; ids: number }) {
    this.#lists = size.lists;
    this.#next = new Int32Array(size.lists + size.ids);
    this.#previous = new Int32Array(size.lists + size.ids);
    this.#listOf = new Int16Array(size.lists + size.ids).fill(-1);
    this.#lengths = new Int32Array(size.lists);
    for (let list = 0; list < size.lists; list++) this.#next[list] = this.#previous[list] = list;
  }

  length(list: number): number {
    return this.#lengths[list]!;
  }

  /** The list an id is in, -1 for none. */
  listOf(id: number): number {
    const node = id + this.#lists;
    return node < this.#listOf.length ? this.#listOf[node]! : -1;
  }

  /** The id at the first end, -1 when the list is empty. */
  first(list: number): number {
    const node = this.#next[list]!;
    return node === list ? -1 : node - this.#lists;
  }

  /** The id at the last end, -1 when the list is empty. */
  last(list: number): number {
    const node = this.#previous[list]!;
    return node === list ? -1 : node - this.#lists;
  }

  /** The neighbour towards the first end, -1 at the end. */
  towardsFirst(id: number): number {
    const node = this.#previous[id + this.#lists]!;
    return node < this.#lists ? -1 : node - this.#lists;
  }

  addFirst(list: number, id: number): void {
    const node = id + this.#lists;
    if (node >= this.#next.length) this.#grow(node + 1);
    const second = this.#next[list]!;
    this.#next[list] = node;
    this.#previous[node] = list;
    this.#next[node] = second;
    this.#previous[second] = node;
    this.#listOf[node] = list;
    this.#lengths[list]! += 1;
  }

  /** Takes an id out of the list it is in. */
  remove(id: number): void {
    const node = id + this.#lists;
    const list = this.#listOf[node] ?? -1;
    if (list < 0) throw new RangeError(`Cannot remove an id from its list: it must be in one: received ${id}`);
    const next = this.#next[node]!;
    const previous = this.#previous[node]!;
    this.#next[previous] = next;
    this.#previous[next] = previous;
    this.#listOf[node] = -1;
    this.#lengths[list]! -= 1;
  }

  /** Moves an id to the first end of a list, from wherever it is. */
  moveFirst(list: number, id: number): void {
    this.remove(id);
    this.addFirst(list, id);
  }

  /** Walks every list and checks its links and length. @throws RangeError naming the broken list. */
  audit(): void {
    for (let list = 0; list < this.#lists; list++) {
      let count = 0;
      for (let node = this.#next[list]!; node !== list; node = this.#next[node]!) {
        const sound = this.#previous[this.#next[node]!] === node && this.#listOf[node] === list;
        if (!sound || ++count > this.#lengths[list]!) break;
      }
      if (count !== this.#lengths[list]) {
        throw new RangeError(`Cannot trust list ${list}: it must hold ${this.#lengths[list]} ids: received ${count}`);
      }
    }
  }

  #grow(atLeast: number): void {
    const size = Math.max(atLeast, this.#next.length * 2);
    const wider = (old: Int32Array) => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.#next = wider(this.#next);
    this.#previous = wider(this.#previous);
    const listOf = new Int16Array(size).fill(-1);
    listOf.set(this.#listOf);
    this.#listOf = listOf;
  }
}
