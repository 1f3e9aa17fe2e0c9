/**
 * What a version rises by when the bus cannot be asked: less than the whole numbers that the bus counts in, so that its next
 * version is above it, and none that it hands out is taken for one that was known already.
 */
const LOCAL_STEP = 2 ** -20;

/** A tag's version, shared by every entry that bears the tag: comparing it is one read. */
export interface TagCell {
  readonly tag: string;
  version: number;
}

/**
 * The versions of tags as one instance knows them. Invalidating a tag raises its version: O(1) whatever the number of entries,
 * which are found stale when they are next looked up. One table serves the cache strategy and the query cache.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TagTable } from "./tag_table.ts";
 * const table = new TagTable();
 * const stamp = table.stamp(["product:1", "products"]);
 * assertEquals(table.isCurrent(stamp), true);
 * table.raise("products");
 * assertEquals(table.isCurrent(stamp), false);
 * ```
 */
export class TagTable {
  readonly #cells = new Map<string, TagCell>();
  /** Raised with every version: a stamp checked at this epoch needs no second look. */
  #epoch = 0;

  get epoch(): number {
    return this.#epoch;
  }

  /** Tags known. */
  get size(): number {
    return this.#cells.size;
  }

  cell(tag: string): TagCell {
    let cell = this.#cells.get(tag);
    if (cell === undefined) this.#cells.set(tag, cell = { tag, version: 0 });
    return cell;
  }

  /** The present versions, to be taken before the value is fetched: what is invalidated meanwhile makes it stale. */
  stamp(tags: readonly string[]): TagStamp {
    const cells: TagCell[] = [];
    const versions: number[] = [];
    for (const tag of tags) {
      const cell = this.cell(tag);
      cells.push(cell);
      versions.push(cell.version);
    }
    return { cells, versions, epoch: this.#epoch };
  }

  isCurrent(stamp: TagStamp): boolean {
    if (stamp.epoch === this.#epoch) return true;
    const { cells, versions } = stamp;
    for (let index = 0; index < cells.length; index++) {
      if (cells[index]!.version !== versions[index]) return false;
    }
    stamp.epoch = this.#epoch;
    return true;
  }

  /** Raises a tag's version: by a little, or to a version heard from elsewhere; never down. */
  raise(tag: string, version?: number): number {
    const cell = this.cell(tag);
    const raised = version ?? cell.version + LOCAL_STEP;
    if (raised > cell.version) {
      cell.version = raised;
      this.#epoch++;
    }
    return cell.version;
  }
}

/** The versions that an entry was made under. */
export interface TagStamp {
  readonly cells: readonly TagCell[];
  readonly versions: readonly number[];
  /** The table's epoch at the last successful check. */
  epoch: number;
}
