/** Begins the tags that a strategy gives to all of its entries. */
export const ERA = "\u0000era:";

/** A tag's version, shared by every entry that bears the tag: comparing it is one read. */
export interface TagCell {
  readonly tag: string;
  version: number;
  /** The table's epoch when the version was last raised. */
  raisedAt: number;
}

/**
 * The versions of tags as one instance knows them. Invalidating a tag raises its version: O(1) whatever the number of entries,
 * which are found stale when they are next looked up. One table serves the cache strategy and the query cache.
 *
 * Versions come from the bus and lie at its clock's microseconds; one raised here alone is one above the last known, far below the
 * next that the bus will give.
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
  /** Stamps made before this epoch hold no more, whatever their tags. */
  #floor = 0;
  #lastUntagged: TagStamp | undefined;

  get epoch(): number {
    return this.#epoch;
  }

  /** Tags known. */
  get size(): number {
    return this.#cells.size;
  }

  cell(tag: string): TagCell {
    let cell = this.#cells.get(tag);
    if (cell === undefined) this.#cells.set(tag, cell = { tag, version: 0, raisedAt: 0 });
    return cell;
  }

  /**
   * The present versions, to be taken before the value is fetched: what is invalidated meanwhile makes it stale.
   *
   * @param era A cell that every stamp of its owner bears first: raising it makes all of them stale.
   */
  stamp(tags: readonly string[], era?: TagCell): TagStamp {
    if (era !== undefined && tags.length === 0) return this.#untagged(era);
    const tagged = tags.map((tag) => this.cell(tag));
    const cells = era === undefined ? tagged : [era, ...tagged];
    return { cells, madeAt: this.#epoch, epoch: this.#epoch };
  }

  /** Entries without tags that are made at one epoch share a stamp: what makes one of them stale makes all of them. */
  #untagged(era: TagCell): TagStamp {
    const last = this.#lastUntagged;
    if (last?.cells[0] === era && last.madeAt === this.#epoch) return last;
    return this.#lastUntagged = { cells: [era], madeAt: this.#epoch, epoch: this.#epoch };
  }

  /**
   * A stamp with more tags, as of the moment when the first was made.
   *
   * @returns undefined when one of them was raised since: what was fetched meanwhile may be older.
   */
  extended(stamp: TagStamp, tags: readonly string[]): TagStamp | undefined {
    const more = tags.map((tag) => this.cell(tag));
    if (more.some((cell) => cell.raisedAt > stamp.madeAt)) return undefined;
    return { cells: [...stamp.cells, ...more], madeAt: stamp.madeAt, epoch: stamp.epoch };
  }

  isCurrent(stamp: TagStamp): boolean {
    if (stamp.epoch === this.#epoch) return true;
    const { cells, madeAt } = stamp;
    if (madeAt < this.#floor) return false;
    for (let index = 0; index < cells.length; index++) {
      if (cells[index]!.raisedAt > madeAt) return false;
    }
    stamp.epoch = this.#epoch;
    return true;
  }

  /** Whether one of the tags, or the era, was raised after an epoch. */
  isRaisedSince(epoch: number, tags: readonly string[], era: TagCell): boolean {
    if (epoch === this.#epoch) return false;
    if (this.#floor > epoch || era.raisedAt > epoch) return true;
    return tags.some((tag) => (this.#cells.get(tag)?.raisedAt ?? 0) > epoch);
  }

  /** Raises a tag's version: by one, or to a version heard from elsewhere; never down. */
  raise(tag: string, version?: number): number {
    const cell = this.cell(tag);
    const raised = version ?? cell.version + 1;
    if (raised > cell.version) {
      cell.version = raised;
      cell.raisedAt = ++this.#epoch;
    }
    return cell.version;
  }

  /** Makes every stamp stale that was made before: messages were lost, so nobody knows which of them still hold. */
  distrust(): void {
    this.#floor = ++this.#epoch;
  }
}

/** The tags of an entry and when it was made: as long as none was raised since, their versions are those that it was made under. */
export interface TagStamp {
  readonly cells: readonly TagCell[];
  /** The table's epoch when it was made. */
  readonly madeAt: number;
  /** The table's epoch at the last successful check. */
  epoch: number;
}
