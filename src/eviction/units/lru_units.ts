import type { Requests } from "../policy.ts";
import { widened } from "./widened.ts";
import type { UnitReplay } from "./unit_replay.ts";

/**
 * LRU over the log of its own requests. An id's last request is its place in the list, so a hit writes one number; the oldest
 * resident is found by skipping log entries that are not the last of their id. Whoever was last asked for before that is not resident,
 * which saves noting who leaves.
 */
export class LruUnits implements UnitReplay {
  readonly #lastPosition: number;
  readonly #capacity: number;
  /** Position of the last request by id, -1 for none. */
  #last = new Int32Array(0);
  #log = new Int32Array(64);
  #residents = 0;
  #oldest = 0;
  #end = 0;

  /** @param lastPosition After this many entries positions are counted from 0 again; lower in tests only. */
  constructor(capacity: number, lastPosition = 1 << 30) {
    this.#capacity = capacity;
    this.#lastPosition = lastPosition;
  }

  replay({ ids, objects, missed }: Requests, from: number, to: number): number {
    this.#last = widened(this.#last, objects, -1);
    const last = this.#last;
    let log = this.#log;
    let mask = log.length - 1;
    let [room, oldest, end] = [this.#capacity - this.#residents, this.#oldest, this.#end];
    let misses = 0;
    for (let index = from; index < to; index++) {
      const id = ids[index]!;
      if (end - oldest > mask) {
        this.#residents = this.#capacity - room;
        this.#oldest = oldest;
        this.#end = end;
        this.#makeRoom();
        log = this.#log;
        mask = log.length - 1;
        oldest = this.#oldest;
        end = this.#end;
      }
      const position = last[id]!;
      log[end & mask] = id;
      last[id] = end++;
      if (position >= oldest) continue;
      misses++;
      if (missed !== null) missed[index] = 1;
      if (room > 0) room--;
      else {
        while (last[log[oldest & mask]!] !== oldest) oldest++;
        oldest++;
      }
    }
    this.#residents = this.#capacity - room;
    this.#oldest = oldest;
    this.#end = end;
    return misses;
  }

  /** Doubles the log, or keeps only the last entry of each resident: at most an eighth of it, half when it is very long. */
  #makeRoom(): void {
    const size = this.#log.length;
    const grows = this.#residents * (size < LARGE ? 8 : 2) > size;
    const restarts = this.#end + 2 * size > this.#lastPosition;
    const log = grows ? new Int32Array(2 * size) : this.#log;
    const residents = restarts ? this.#residentsInOrder() : null;
    if (residents !== null) {
      this.#last.fill(-1);
      this.#oldest = 0;
      this.#end = 0;
      for (const id of residents) this.#append(log, id);
    } else if (grows) {
      for (let position = this.#oldest; position < this.#end; position++) {
        log[position & (2 * size - 1)] = this.#log[position & (size - 1)]!;
      }
    } else {
      // The log is full: slot `end + n` is that of `oldest + n`, which was read before.
      const full = this.#end;
      for (let position = this.#oldest; position < full; position++) {
        const id = log[position & (size - 1)]!;
        if (this.#last[id] === position) this.#append(log, id);
      }
      this.#oldest = full;
    }
    this.#log = log;
  }

  #append(log: Int32Array, id: number): void {
    log[this.#end & (log.length - 1)] = id;
    this.#last[id] = this.#end++;
  }

  #residentsInOrder(): number[] {
    const mask = this.#log.length - 1;
    const residents: number[] = [];
    for (let position = this.#oldest; position < this.#end; position++) {
      const id = this.#log[position & mask]!;
      if (this.#last[id] === position) residents.push(id);
    }
    return residents;
  }
}

/** A log of so many entries takes 32 MiB; larger ones grow only when they must. */
const LARGE = 1 << 23;
