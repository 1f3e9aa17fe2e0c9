import { wider } from "./policy_base.ts";

/**
 * Ids grouped by how often they were counted, in O(1) an operation. Within a count they stand in the order in which they
 * reached it. (Shah, Mitra, Matani, An O(1) algorithm for implementing the LFU cache eviction scheme, 2010.)
 *
 * Links lie in one array: id n has its pair at 4n, group g the pair of its end mark at 4g + 2. Group 0 is the mark between the
 * highest and the lowest count. A group's only member that no neighbour waits for is counted in place, without a move.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { FrequencyLists } from "./frequency_lists.ts";
 * const lists = new FrequencyLists();
 * lists.grow(10);
 * lists.add(4);
 * lists.add(5);
 * lists.count(4);
 * assertEquals([lists.lowest(), lists.countOf(4)], [5, 2]);
 * ```
 */
export class FrequencyLists {
  /** Group by id; 0 is "not in". */
  groupOf = new Int32Array(0);
  #links = new Int32Array(4);
  #counts = new Int32Array(1);
  #higher = new Int32Array(1);
  #lower = new Int32Array(1);
  #free = new Int32Array(1);
  #freeCount = 0;
  #groups = 1;

  grow(ids: number): void {
    this.groupOf = wider(this.groupOf, new Int32Array(ids));
    // At most one group an id, and group 0.
    this.#links = wider(this.#links, new Int32Array(4 * (ids + 1)));
    this.#counts = wider(this.#counts, new Int32Array(ids + 1));
    this.#higher = wider(this.#higher, new Int32Array(ids + 1));
    this.#lower = wider(this.#lower, new Int32Array(ids + 1));
    this.#free = wider(this.#free, new Int32Array(ids + 1));
  }

  /** The id with the lowest count that reached it first; -1 when there is none. */
  lowest(): number {
    const group = this.#higher[0]!;
    return group === 0 ? -1 : this.#links[4 * group + 3]! >> 2;
  }

  countOf(id: number): number {
    return this.#counts[this.groupOf[id]!]!;
  }

  /** Takes in an id that is not in, with count 1. */
  add(id: number): void {
    const lowest = this.#higher[0]!;
    this.#join(lowest !== 0 && this.#counts[lowest] === 1 ? lowest : this.#makeGroup(0, 1), id);
  }

  /** Counts an id that is in once more. */
  count(id: number): void {
    const links = this.#links;
    const group = this.groupOf[id]!;
    const higher = this.#higher[group]!;
    const wanted = this.#counts[group]! + 1;
    const waits = higher !== 0 && this.#counts[higher] === wanted;
    const before = links[4 * id]!;
    const after = links[4 * id + 1]!;
    const alone = before === after;
    if (alone && !waits) {
      this.#counts[group] = wanted;
      return;
    }
    links[before + 1] = after;
    links[after] = before;
    this.#join(waits ? higher : this.#makeGroup(group, wanted), id);
    if (alone) this.#dropGroup(group);
  }

  remove(id: number): void {
    const links = this.#links;
    const group = this.groupOf[id]!;
    const before = links[4 * id]!;
    const after = links[4 * id + 1]!;
    links[before + 1] = after;
    links[after] = before;
    this.groupOf[id] = 0;
    if (before === after) this.#dropGroup(group);
  }

  /** The ids, lowest count first; checks links and counts. @throws RangeError */
  *walk(): Generator<number> {
    let count = 0;
    for (let group = this.#higher[0]!; group !== 0; group = this.#higher[group]!) {
      const end = 4 * group + 2;
      const first = this.#links[end + 1]!;
      if (this.#counts[group]! <= count || first === end) {
        throw new RangeError(`Cannot trust frequency lists: counts must rise, groups have members: received ${group}`);
      }
      count = this.#counts[group]!;
      for (let node = first; node !== end; node = this.#links[node + 1]!) {
        if (this.groupOf[node >> 2] !== group || this.#links[this.#links[node + 1]!] !== node) {
          throw new RangeError(`Cannot trust frequency lists: links must agree: received id ${node >> 2}`);
        }
        yield node >> 2;
      }
    }
  }

  /** At the end of a group. */
  #join(group: number, id: number): void {
    const links = this.#links;
    const end = 4 * group + 2;
    const node = 4 * id;
    const before = links[end]!;
    links[before + 1] = node;
    links[node] = before;
    links[node + 1] = end;
    links[end] = node;
    this.groupOf[id] = group;
  }

  #makeGroup(below: number, count: number): number {
    const group = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#groups++;
    const above = this.#higher[below]!;
    this.#counts[group] = count;
    this.#lower[group] = below;
    this.#higher[group] = above;
    this.#higher[below] = group;
    this.#lower[above] = group;
    this.#links[4 * group + 2] = 4 * group + 2;
    this.#links[4 * group + 3] = 4 * group + 2;
    return group;
  }

  #dropGroup(group: number): void {
    const below = this.#lower[group]!;
    const above = this.#higher[group]!;
    this.#higher[below] = above;
    this.#lower[above] = below;
    this.#free[this.#freeCount++] = group;
  }
}
