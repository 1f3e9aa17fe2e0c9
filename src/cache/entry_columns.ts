import { wider } from "../eviction/policy_base.ts";
import { type Columns, lengthen } from "./columns.ts";
import type { Entry, Life } from "./entry.ts";
import type { TagStamp } from "./tag_table.ts";

/**
 * Entries of the first level, field by field: an object for each would take as much as its value of 100 bytes. An entry that is read
 * is made anew.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { EntryColumns } from "./entry_columns.ts";
 * import { TagTable } from "./tag_table.ts";
 * const columns = new EntryColumns("l1");
 * columns.grow(10);
 * const stamp = new TagTable().stamp(["products"]);
 * const entry = { value: 7, servedBy: "l1", quietUntilMs: 1000, sizeBytes: 0, stamp, life: undefined };
 * columns.write(3, entry);
 * assertEquals([columns.read(3), columns.read(4)], [entry, undefined]);
 * ```
 */
export class EntryColumns implements Columns<Entry> {
  readonly #servedBy: string;
  readonly #values: unknown[] = [];
  readonly #stamps: (TagStamp | undefined)[] = [];
  #quietUntilMs = new Float64Array(0);
  /** Undefined while every size was 0. */
  #sizes: Float64Array<ArrayBuffer> | undefined;
  /** Undefined while no entry had one. */
  #lives: (Life | undefined)[] | undefined;

  /** @param servedBy The first level's name, which all of its entries bear. */
  constructor(servedBy: string) {
    this.#servedBy = servedBy;
  }

  grow(ids: number): void {
    lengthen(this.#values, ids);
    lengthen(this.#stamps, ids);
    this.#quietUntilMs = wider(this.#quietUntilMs, new Float64Array(ids));
    if (this.#sizes !== undefined) this.#sizes = wider(this.#sizes, new Float64Array(ids));
    if (this.#lives !== undefined) lengthen(this.#lives, ids);
  }

  write(id: number, { value, quietUntilMs, sizeBytes, stamp, life }: Entry): void {
    this.#values[id] = value;
    this.#stamps[id] = stamp;
    this.#quietUntilMs[id] = quietUntilMs;
    if (sizeBytes !== 0) this.#sizes ??= new Float64Array(this.#values.length);
    if (this.#sizes !== undefined) this.#sizes[id] = sizeBytes;
    if (life !== undefined && this.#lives === undefined) lengthen(this.#lives = [], this.#values.length);
    if (this.#lives !== undefined) this.#lives[id] = life;
  }

  read(id: number): Entry | undefined {
    const stamp = this.#stamps[id];
    if (stamp === undefined) return undefined;
    return {
      value: this.#values[id],
      servedBy: this.#servedBy,
      quietUntilMs: this.#quietUntilMs[id]!,
      sizeBytes: this.#sizes === undefined ? 0 : this.#sizes[id]!,
      stamp,
      life: this.#lives === undefined ? undefined : this.#lives[id],
    };
  }

  has(id: number): boolean {
    return this.#stamps[id] !== undefined;
  }

  erase(id: number): void {
    this.#values[id] = undefined;
    this.#stamps[id] = undefined;
    if (this.#lives !== undefined) this.#lives[id] = undefined;
  }
}
