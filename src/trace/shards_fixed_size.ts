import type { StackDistances } from "./lru_curve.ts";
import { RecencyRanks } from "./recency_ranks.ts";
import { HASHES, sampleHash } from "./sample_ids.ts";

/**
 * SHARDS with a fixed size (Waldspurger et al., FAST 2015): the rate falls so that at most `most` ids are tracked; memory is bounded
 * whatever comes, and nothing need be known beforehand. A request weighs 1 / rate as of its time, which is the paper's rescaling.
 *
 * @param most Ids to track, at least 16.
 * @throws RangeError
 */
export function shardsFixedSize(ids: Uint32Array, objects: number, most: number): StackDistances {
  if (!(Number.isInteger(most) && most >= 16)) {
    throw new RangeError(`Cannot sample a trace: at least 16 ids must be tracked: received ${most}`);
  }
  // Places are recycled: a place is an id of the ranks.
  const ranks = new RecencyRanks(most + 1);
  const placeOf = new Map<number, number>();
  const free = Array.from({ length: most + 1 }, (_, place) => place);
  const tracked = new HashHeap();
  const hits = new Float64Array(objects + 1);
  let [threshold, first, weighed] = [HASHES, 0, 0];
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    const hash = sampleHash(id);
    if (hash >= threshold) continue;
    const weight = HASHES / threshold;
    weighed += weight;
    const known = placeOf.get(id);
    if (known !== undefined) {
      const distance = (ranks.request(known) - 1) * weight + 1;
      hits[Math.min(objects, Math.round(distance))]! += weight;
      continue;
    }
    first += weight;
    const place = free.pop()!;
    placeOf.set(id, place);
    ranks.request(place);
    tracked.push(hash, id);
    if (tracked.length <= most) continue;
    threshold = tracked.topHash();
    while (tracked.length > 0 && tracked.topHash() >= threshold) {
      const gone = tracked.pop();
      ranks.forget(placeOf.get(gone)!);
      free.push(placeOf.get(gone)!);
      placeOf.delete(gone);
    }
  }
  hits[1]! += ids.length - weighed;
  return { requests: ids.length, first, hits, step: 1 };
}

/** The tracked ids, largest hash first. */
class HashHeap {
  readonly #entries: { hash: number; id: number }[] = [];

  get length(): number {
    return this.#entries.length;
  }

  topHash(): number {
    return this.#entries[0]!.hash;
  }

  push(hash: number, id: number): void {
    const entries = this.#entries;
    const entry = { hash, id };
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]!.hash >= hash) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  /** @returns The id with the largest hash. */
  pop(): number {
    const entries = this.#entries;
    const top = entries[0]!;
    const moved = entries.pop()!;
    if (entries.length === 0) return top.id;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1]!.hash > entries[child]!.hash) child++;
      if (entries[child]!.hash <= moved.hash) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = moved;
    return top.id;
  }
}
