/** What a line of a key-value trace did to its key. */
export type Operation = "read" | "write" | "fill";

const OPERATIONS: Readonly<Record<Operation, string>> = {
  read: "get gets read r head",
  write: "set put write w replace cas append prepend incr decr delete del remove purge invalidate post patch update",
  // Stores only what is not there, so it changes no value that a cache may hold.
  fill: "add",
};
const KINDS = new Map(
  Object.entries(OPERATIONS).flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind as Operation])),
);

/**
 * Reads are requests; a write makes cached copies of its key invalid; a fill does neither.
 *
 * @returns undefined when the word is unknown.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { operationOf } from "./operation.ts";
 * assertEquals(["GET", "cas", "add", "flush"].map(operationOf), ["read", "write", "fill", undefined]);
 * ```
 */
export function operationOf(word: string): Operation | undefined {
  return KINDS.get(word.trim().toLowerCase());
}
