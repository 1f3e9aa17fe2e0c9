import { NEVER } from "../eviction/policy.ts";

/**
 * The position of the next request to the same id, `NEVER` for none: what the clairvoyant policies must be told. O(n), from the end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { NEVER } from "../eviction/policy.ts";
 * import { nextAccess } from "./next_access.ts";
 * assertEquals([...nextAccess(Uint32Array.of(0, 1, 0), 2)], [2, NEVER, NEVER]);
 * ```
 */
export function nextAccess(ids: Uint32Array, objects: number): Uint32Array {
  const next = new Uint32Array(ids.length);
  const seen = new Uint32Array(objects).fill(NEVER);
  for (let index = ids.length - 1; index >= 0; index--) {
    const id = ids[index]!;
    next[index] = seen[id]!;
    seen[id] = index;
  }
  return next;
}
