import type { TagTable } from "../cache/tag_table.ts";
import type { Clock } from "../flow/clock.ts";

/**
 * Which tags were raised so lately that a replica may not have the write yet, by this instance or another: what is read for the
 * cache must then come from the primary, or the old row would be kept under the new version.
 */
export class RecentWrites {
  readonly #clock: Clock;
  readonly #table: TagTable;
  readonly #forMs: number;
  /** Tags asked for, each with the version last seen and when it was first seen. */
  readonly #seen = new Map<string, { version: number; sinceMs: number }>();

  /** @param options `forMs`: how far behind a replica that is asked may be. */
  constructor(options: { clock: Clock; table: TagTable; forMs: number }) {
    this.#clock = options.clock;
    this.#table = options.table;
    this.#forMs = options.forMs;
  }

  has(tags: readonly string[]): boolean {
    const nowMs = this.#clock.nowMs();
    let isRecent = false;
    for (const tag of tags) {
      const { version } = this.#table.cell(tag);
      const seen = this.#seen.get(tag);
      if (seen === undefined || seen.version !== version) {
        // A tag never raised has no write to miss.
        this.#seen.set(tag, { version, sinceMs: version === 0 ? -Infinity : nowMs });
        isRecent ||= version !== 0;
      } else if (nowMs - seen.sinceMs <= this.#forMs) isRecent = true;
    }
    return isRecent;
  }
}
