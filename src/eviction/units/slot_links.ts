/**
 * Linked lists of slots, four numbers each in one array: the slot before (towards the young end), the slot after, the id, and what the
 * owner likes. Slots are as dense as the cache is large, so they fit the processor's nearer caches even when the trace has millions
 * of ids. A slot is named by its offset; a list's end mark is a slot too, and leads to its oldest (before) and youngest (after).
 */
export const SLOT = 4;

/** Where in a slot its id stands, and the owner's number. */
export const ID = 2;
export const LIST = 3;

/** Takes a slot out of its list. */
export function unlink(nodes: Int32Array, slot: number): void {
  const before = nodes[slot]!;
  const after = nodes[slot + 1]!;
  nodes[before + 1] = after;
  nodes[after] = before;
}

/** Puts a slot that is in no list at the young end of the one with this mark. */
export function linkFirst(nodes: Int32Array, mark: number, slot: number): void {
  const second = nodes[mark + 1]!;
  nodes[slot] = mark;
  nodes[slot + 1] = second;
  nodes[second] = slot;
  nodes[mark + 1] = slot;
}
