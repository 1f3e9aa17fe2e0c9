import type { Grave } from "../ports/key_value_store.ts";
import type { Validators } from "./entry.ts";
import { ERA, type TagCell, type TagStamp, type TagTable } from "./tag_table.ts";

/** What stands in the second level: the value with all that decides whether it still holds, so that one read is enough. */
export interface Envelope {
  readonly value: unknown;
  /** Unix time in ms. */
  readonly expiresAtMs: number;
  readonly sizeBytes: number;
  /** Tags, each followed by its version captured before the value was fetched: one array instead of one for each. */
  readonly tags: readonly (string | number)[];
  /** Names this version of the value. */
  readonly mark: number;
  /** Only there when a feature needs it. */
  readonly origin?: Origin | undefined;
  /** The value is undefined, which no text can hold. */
  readonly isNothing?: true;
}

/** How a value came to be: its full time to live, what its factory took, and what its source can be asked by. */
export interface Origin {
  readonly ttlMs: number;
  readonly costMs: number;
  readonly validators?: Validators | undefined;
}

export interface Sealing {
  readonly origin?: Origin | undefined;
  readonly expiresAtMs: number;
  readonly sizeBytes: number;
  readonly stamp: TagStamp;
  readonly mark: number;
}

/** To be called while the stamp is current: the versions are then those under which the value was fetched. */
export function seal(value: unknown, { expiresAtMs, sizeBytes, stamp, mark, origin }: Sealing): Envelope {
  const tags: (string | number)[] = [];
  for (const { tag, version } of stamp.cells) {
    // An era that never was raised goes without saying.
    if (version > 0 || !tag.startsWith(ERA)) tags.push(tag, version);
  }
  const more = origin === undefined ? undefined : { origin };
  if (value === undefined) return { mark, value: null, expiresAtMs, sizeBytes, tags, isNothing: true, ...more };
  return more === undefined
    ? { mark, value, expiresAtMs, sizeBytes, tags }
    : { mark, value, expiresAtMs, sizeBytes, tags, origin };
}

/**
 * Reads what came from the second level, and learns versions it bears that are newer than ours.
 *
 * @param era As for `TagTable.stamp`.
 * @returns undefined when it is not an envelope or a tag of it was invalidated since.
 */
export function open(
  found: unknown,
  table: TagTable,
  era?: TagCell,
): { envelope: Envelope; stamp: TagStamp } | undefined {
  if (!isEnvelope(found)) return undefined;
  const cells: TagCell[] = [];
  let bornIn = 0;
  const { tags } = found;
  for (let index = 0; index < tags.length; index += 2) {
    const tag = tags[index] as string;
    const version = tags[index + 1] as number;
    const cell = table.cell(tag);
    if (version < cell.version) return undefined;
    if (version > cell.version) table.raise(tag, version);
    if (cell === era) bornIn = version;
    cells.push(cell);
  }
  if (era !== undefined && bornIn < era.version) return undefined;
  if (era !== undefined && bornIn === 0) cells.push(era);
  const { epoch } = table;
  return { envelope: found, stamp: { cells, madeAt: epoch, epoch } };
}

/** The mark of what stands in the second level; 0 for nothing. */
export function markOf(found: unknown): number {
  if (typeof found !== "object" || found === null) return 0;
  const { mark, grave } = found as Partial<Envelope & Grave>;
  return typeof mark === "number" ? mark : typeof grave === "number" ? grave : 0;
}

/** By hand: a schema library's check costs more than all the rest of a hit. */
function isEnvelope(found: unknown): found is Envelope {
  if (typeof found !== "object" || found === null) return false;
  const { value, expiresAtMs, sizeBytes, tags } = found as Partial<Envelope>;
  if (value === undefined || typeof expiresAtMs !== "number" || typeof sizeBytes !== "number") return false;
  return Array.isArray(tags) && areTagsWithVersions(tags);
}

function areTagsWithVersions(tags: readonly unknown[]): boolean {
  for (let index = 0; index < tags.length; index += 2) {
    if (typeof tags[index] !== "string" || typeof tags[index + 1] !== "number") return false;
  }
  return true;
}
