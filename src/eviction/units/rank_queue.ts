import { LogQueue } from "./log_queue.ts";
import { widened } from "./widened.ts";

/**
 * Ids in the order of their ranks, and within a rank of when they reached it, for policies whose ranks only rise and that take out
 * the lowest. Exact, and lazy where that costs nothing: only the lowest ranks have lists; the many hits on higher ones are noted in
 * one log. When the lists have run empty the log is walked once, and what is below half the mean rank goes into lists.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RankQueue } from "./rank_queue.ts";
 * const queue = new RankQueue();
 * queue.reserve(10);
 * queue.add(4, 1);
 * queue.add(5, 1);
 * queue.raise(4, 2);
 * assertEquals([queue.first(), queue.length], [5, 2]);
 * ```
 */
export class RankQueue {
  /** Ids in it. */
  length = 0;
  /** No rank below this will come; the owner may raise it. */
  floor = 1;
  /** By id; 0 is "not in". */
  ranks = new Int32Array(0);
  readonly #high = new LogQueue(1);
  #places = new Int32Array(0);
  /** The lists are of ranks from `#base` (inclusive) to `#split` (exclusive). */
  #base = 1;
  #split = 1;
  /** No list below this rank has members. */
  #lowest = 1;
  #ids = 0;
  /** Pairs of (older, younger), by list and then by id; a list's own pair holds its youngest and its oldest. */
  #links = new Int32Array(0);

  /** Makes room for ids below `ids`. */
  reserve(ids: number): void {
    if (ids <= this.#ids) return;
    this.ranks = widened(this.ranks, ids);
    this.#places = widened(this.#places, ids);
    this.#ids = this.ranks.length;
    this.#links = widened(this.#links, 2 * (this.#ids + this.#split - this.#base));
  }

  /** Puts in an id that is not in it. */
  add(id: number, rank: number): void {
    this.length++;
    this.#put(id, rank);
  }

  /** Gives an id that is in it a higher rank. */
  raise(id: number, rank: number): void {
    if (this.ranks[id]! >= this.#split) {
      this.ranks[id] = rank;
      this.#high.refresh(this.#places, id);
    } else {
      this.#unlink(id);
      this.#put(id, rank);
    }
  }

  /** The id with the lowest rank that reached it first; there must be one. */
  first(): number {
    if (this.length === this.#high.live) this.#fillLists();
    if (this.length === this.#high.live) return this.#lowestOfHigh();
    const links = this.#links;
    let list = 2 * (this.#lowest - this.#base);
    while (links[list + 1] === list) list += 2;
    this.#lowest = this.#base + list / 2;
    return links[list + 1]! / 2 - (this.#split - this.#base);
  }

  /** Takes out an id that is in it. */
  remove(id: number): void {
    this.length--;
    if (this.ranks[id]! < this.#split) this.#unlink(id);
    else {
      this.#high.live--;
      this.#places[id] = 0;
    }
    this.ranks[id] = 0;
  }

  #put(id: number, rank: number): void {
    this.ranks[id] = rank;
    if (rank >= this.#split) {
      this.#high.push(this.#places, id);
      return;
    }
    if (rank < this.#lowest) this.#lowest = rank;
    const links = this.#links;
    const list = 2 * (rank - this.#base);
    const node = 2 * (id + this.#split - this.#base);
    const youngest = links[list]!;
    links[youngest + 1] = node;
    links[node] = youngest;
    links[node + 1] = list;
    links[list] = node;
  }

  #unlink(id: number): void {
    const links = this.#links;
    const node = 2 * (id + this.#split - this.#base);
    const older = links[node]!;
    const younger = links[node + 1]!;
    links[older + 1] = younger;
    links[younger] = older;
  }

  /** The lists are empty, so they may be of other ranks from now on. */
  #fillLists(): void {
    const ids = this.#high.ids(this.#places);
    const { ranks, floor } = this;
    let sum = 0;
    let lowest = Infinity;
    for (const id of ids) {
      sum += ranks[id]!;
      lowest = Math.min(lowest, ranks[id]!);
    }
    const middle = floor + Math.floor((sum / ids.length - floor) / 2);
    const lists = Math.min(Math.max(middle, lowest) + 1 - floor, Math.max(LEAST_LISTS, LISTS_AN_ID * ids.length));
    this.#base = floor;
    this.#split = this.#lowest = floor + lists;
    if (this.#links.length < 2 * (this.#ids + lists)) this.#links = new Int32Array(2 * (this.#ids + lists));
    for (let list = 0; list < 2 * lists; list += 2) this.#links[list] = this.#links[list + 1] = list;
    for (const id of ids) {
      if (ranks[id]! >= this.#split) continue;
      this.#high.live--;
      this.#places[id] = 0;
      this.#put(id, ranks[id]!);
    }
  }

  /** By a walk, which comes only after as many hits as there are lists. */
  #lowestOfHigh(): number {
    const ids = this.#high.ids(this.#places);
    return ids.reduce((lowest, id) => this.ranks[id]! < this.ranks[lowest]! ? id : lowest);
  }
}

/** Ranks may be spread widely over few ids: then only so many lists are made. */
const LEAST_LISTS = 1024;
const LISTS_AN_ID = 4;
