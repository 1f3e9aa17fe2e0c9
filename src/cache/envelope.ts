import type { TagCell, TagStamp, TagTable } from "./tag_table.ts";

/** What stands in the second level: the value with all that decides whether it still holds, so that one read is enough. */
export interface Envelope {
  readonly value: unknown;
  /** Unix time in ms. */
  readonly expiresAtMs: number;
  readonly sizeBytes: number;
  /** Tags with the versions captured before the value was fetched. */
  readonly tags: readonly (readonly [string, number])[];
}

export function seal(value: unknown, meta: { expiresAtMs: number; sizeBytes: number; stamp: TagStamp }): Envelope {
  const tags = meta.stamp.cells.map((cell, index) => [cell.tag, meta.stamp.versions[index]!] as const);
  return { value, expiresAtMs: meta.expiresAtMs, sizeBytes: meta.sizeBytes, tags };
}

/**
 * Reads what came from the second level, and learns versions it bears that are newer than ours.
 *
 * @returns undefined when it is not an envelope or a tag of it was invalidated since.
 */
export function open(found: unknown, table: TagTable): { envelope: Envelope; stamp: TagStamp } | undefined {
  if (!isEnvelope(found)) return undefined;
  const cells: TagCell[] = [];
  const versions: number[] = [];
  for (const [tag, version] of found.tags) {
    const cell = table.cell(tag);
    if (version < cell.version) return undefined;
    if (version > cell.version) table.raise(tag, version);
    cells.push(cell);
    versions.push(version);
  }
  return { envelope: found, stamp: { cells, versions, epoch: table.epoch } };
}

/** By hand: a schema library's check costs more than all the rest of a hit. */
function isEnvelope(found: unknown): found is Envelope {
  if (typeof found !== "object" || found === null) return false;
  const { value, expiresAtMs, sizeBytes, tags } = found as Partial<Envelope>;
  if (value === undefined || typeof expiresAtMs !== "number" || typeof sizeBytes !== "number") return false;
  return Array.isArray(tags) && tags.every(isTagVersion);
}

function isTagVersion(pair: unknown): boolean {
  return Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "number";
}
