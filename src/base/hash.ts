/**
 * A 32-bit hash of a text: FNV-1a over UTF-16 units, finished with MurmurHash3's fmix32 so that every bit depends on every unit.
 *
 * @param text The text.
 * @param seed Starting state; different seeds give unrelated hashes.
 * @returns A signed 32-bit integer.
 */
export function hashString(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix32(hash);
}

/** MurmurHash3's finaliser (Appleby): a bijection of 32-bit integers in which every output bit depends on every input bit. */
export function mix32(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
