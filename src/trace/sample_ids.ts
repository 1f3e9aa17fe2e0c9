import { mix32 } from "../base/hash.ts";

/** Requests to a hashed share of the ids, and what each stands for. */
export interface Sample {
  /** Dense again: 0, 1, 2 … in the order of first appearance. */
  readonly ids: Uint32Array;
  readonly objects: number;
  /** By id: how many repeated requests of the whole one repeated request of the sample stands for. */
  readonly weights: Float64Array;
  /** Classes of popular ids of which the sample has none: repeated requests, and how many requests lie between two of an id. */
  readonly absent: readonly { readonly requests: number; readonly gap: number }[];
}

/** Hashes are spread over so many values. */
export const HASHES = 0x1000000;

/** 24 bits, so that a rate is the same share whatever the ids. */
export function sampleHash(id: number): number {
  return mix32(id ^ 0x51ab5) >>> 8;
}

/**
 * Takes the requests to a share of the ids, chosen by hash (spatial sampling), and weighs them by popularity: ids are put into
 * classes by how often they are asked for (two classes a doubling), and a class's sampled requests stand for exactly the requests
 * that the class has (post-stratification). So a popular id by chance in or out of the sample does little harm.
 *
 * @param rate Above 0, at most 1.
 * @throws RangeError
 */
export function sampleIds(ids: Uint32Array, objects: number, rate: number): Sample {
  if (!(rate > 0 && rate <= 1)) {
    throw new RangeError(`Cannot sample a trace: the rate must be above 0 and at most 1: received ${rate}`);
  }
  const counts = new Int32Array(objects);
  for (let index = 0; index < ids.length; index++) counts[ids[index]!]! += 1;
  // Repeated requests by class, in the whole and in the sample.
  const whole = new Float64Array(64);
  const sampled = new Float64Array(64);
  const chosen = new Uint8Array(objects);
  for (let id = 0; id < objects; id++) {
    const count = counts[id]!;
    const popularity = classOf(count);
    whole[popularity]! += count - 1;
    if (sampleHash(id) >= rate * HASHES) continue;
    chosen[id] = 1;
    sampled[popularity]! += count - 1;
  }
  const taken = choose(ids, chosen);
  const place = new Int32Array(objects);
  const weights: number[] = [];
  for (let index = 0; index < taken.length; index++) {
    const id = taken[index]!;
    if (place[id] === 0) {
      const popularity = classOf(counts[id]!);
      place[id] = weights.push(sampled[popularity] === 0 ? 0 : whole[popularity]! / sampled[popularity]!);
    }
    taken[index] = place[id]! - 1;
  }
  const absent = Array.from(whole, (requests, popularity) => ({ requests, popularity }))
    .filter(({ requests, popularity }) => requests > 0 && sampled[popularity] === 0)
    .map(({ requests, popularity }) => ({ requests, gap: ids.length / Math.pow(2, popularity / 2) }));
  return { ids: taken, objects: weights.length, weights: Float64Array.from(weights), absent };
}

function choose(ids: Uint32Array, chosen: Uint8Array): Uint32Array {
  const taken = new Uint32Array(ids.length);
  let length = 0;
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    if (chosen[id] === 1) taken[length++] = id;
  }
  return taken.slice(0, length);
}

/** Twice the binary logarithm, rounded down to what the two leading bits tell. */
function classOf(count: number): number {
  const exponent = 31 - Math.clz32(count);
  return exponent === 0 ? 0 : 2 * exponent + (count >>> (exponent - 1) & 1);
}
