/**
 * A list of ids kept as a log: to move an id to the young end, append it again. Its older entry is stale from then on, and is
 * skipped when the old end reaches it. So moves write to memory in sequence and follow no links, which linked lists do at the
 * price of several cache misses a move.
 *
 * Where an id's valid entry stands is written in `places`, an array by id that several logs share: `position << 5 | tag`, and 0 for
 * an id that is in none. Whoever takes an id out writes its place and lowers `live`. Amortised O(1) an operation, since a log that
 * is full either doubles or has at most an eighth (when it is very long, half) of its entries to keep.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LogQueue } from "./log_queue.ts";
 * const places = new Int32Array(10);
 * const queue = new LogQueue(1);
 * queue.push(places, 4);
 * queue.push(places, 7);
 * queue.refresh(places, 4);
 * assertEquals([queue.shift(places), queue.shift(places), queue.live], [7, 4, 0]);
 * ```
 */
export class LogQueue {
  /** Ids in it. */
  live = 0;
  readonly #tag: number;
  readonly #lastPosition: number;
  #ring = new Int32Array(64);
  #mask = 63;
  #oldest = 0;
  #end = 0;

  /**
   * @param tag 1 to 31: marks the places that are in this log.
   * @param lastPosition After this many entries positions are counted from 0 again; lower in tests only.
   */
  constructor(tag: number, lastPosition = 1 << 26) {
    this.#tag = tag;
    this.#lastPosition = lastPosition;
  }

  /** Puts an id that is not in it at the young end, and writes its place. */
  push(places: Int32Array, id: number): void {
    this.refresh(places, id);
    this.live++;
  }

  /** Moves an id that is in it to the young end. */
  refresh(places: Int32Array, id: number): void {
    if (this.#end - this.#oldest > this.#mask) this.#makeRoom(places);
    const end = this.#end;
    this.#ring[end & this.#mask] = id;
    places[id] = (end << 5) | this.#tag;
    this.#end = end + 1;
  }

  /** The oldest id, which must exist. */
  first(places: Int32Array): number {
    const ring = this.#ring;
    const mask = this.#mask;
    const tag = this.#tag;
    let oldest = this.#oldest;
    let id = ring[oldest & mask]!;
    while (places[id] !== ((oldest << 5) | tag)) id = ring[++oldest & mask]!;
    this.#oldest = oldest;
    return id;
  }

  /** Takes the oldest id, which must exist; its place is left for the caller to write. */
  shift(places: Int32Array): number {
    const id = this.first(places);
    this.#oldest++;
    this.live--;
    return id;
  }

  /** The ids, oldest first. */
  ids(places: Int32Array): Int32Array {
    const ids = new Int32Array(this.live);
    let found = 0;
    for (let position = this.#oldest; position < this.#end; position++) {
      const id = this.#ring[position & this.#mask]!;
      if (places[id] === ((position << 5) | this.#tag)) ids[found++] = id;
    }
    return ids;
  }

  #makeRoom(places: Int32Array): void {
    const size = this.#mask + 1;
    const grows = this.live * (size < LARGE ? 8 : 2) > size;
    const restarts = this.#end + 2 * size > this.#lastPosition;
    if (grows || restarts) this.#move(places, grows ? 2 * size : size, restarts ? 0 : this.#end);
    else this.#squeeze(places);
  }

  /** Appends what is valid to the log itself: it is full, so that slot `end + n` is that of `oldest + n`, which was read before. */
  #squeeze(places: Int32Array): void {
    const ring = this.#ring;
    const mask = this.#mask;
    const tag = this.#tag;
    const full = this.#end;
    let end = full;
    for (let position = this.#oldest; position < full; position++) {
      const id = ring[position & mask]!;
      if (places[id] !== ((position << 5) | tag)) continue;
      ring[end & mask] = id;
      places[id] = (end++ << 5) | tag;
    }
    this.#oldest = full;
    this.#end = end;
  }

  /** Copies what is valid into another ring, at positions from `first` up. */
  #move(places: Int32Array, size: number, first: number): void {
    const ring = new Int32Array(size);
    let end = first;
    for (const id of this.ids(places)) {
      ring[end & (size - 1)] = id;
      places[id] = (end++ << 5) | this.#tag;
    }
    this.#ring = ring;
    this.#mask = size - 1;
    this.#oldest = first;
    this.#end = end;
  }
}

/** A log of so many entries takes 32 MiB; larger ones grow only when they must. */
const LARGE = 1 << 23;
