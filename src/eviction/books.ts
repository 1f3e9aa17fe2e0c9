import type { PolicyListener } from "./policy.ts";

/**
 * What every policy writes down: units in residence, sizes by id, news for the owner. An object of its own, and not part of the
 * policies' common base, because code that sees twenty classes is slow and code that sees one is fast.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Books } from "./books.ts";
 * const books = new Books(10, null);
 * books.reserved = 4;
 * books.enter(3, 6);
 * assertEquals([books.fits(4), books.fits(5), books.sizeOf(3)], [true, false, 6]);
 * ```
 */
export class Books {
  readonly capacity: number;
  occupied = 0;
  residents = 0;
  /** Arrays by id hold at least this many. */
  reserved = 0;
  readonly #listener: PolicyListener | null;
  /** Null while every size seen was 1. */
  #sizes: Uint32Array | null = null;

  constructor(capacity: number, listener: PolicyListener | null) {
    this.capacity = capacity;
    this.#listener = listener;
  }

  /** Whether nobody need be told and every size was 1 so far: then a replay may keep the books itself. */
  get plain(): boolean {
    return this.#listener === null && this.#sizes === null;
  }

  fits(size: number): boolean {
    return this.occupied + size <= this.capacity;
  }

  /** Makes room for sizes by id. */
  reserve(ids: number): void {
    if (this.#sizes !== null) {
      const sizes = new Uint32Array(ids);
      sizes.set(this.#sizes);
      this.#sizes = sizes;
    }
    this.reserved = ids;
  }

  /** An id becomes resident. */
  enter(id: number, size: number): void {
    if (size !== 1 && this.#sizes === null) this.#sizes = new Uint32Array(this.reserved).fill(1);
    if (this.#sizes !== null) this.#sizes[id] = size;
    this.occupied += size;
    this.residents++;
  }

  /** An id stops being resident; the owner knows or will be told. */
  leave(id: number): void {
    this.occupied -= this.sizeOf(id);
    this.residents--;
  }

  /** `leave`, and the owner is told that nothing more is known of the id. */
  drop(id: number): void {
    this.leave(id);
    if (this.#listener === null) return;
    this.#listener.evicted(id);
    this.#listener.forgotten(id);
  }

  /** `leave`, and the owner is told that the id lives on as a ghost. */
  demote(id: number): void {
    this.leave(id);
    if (this.#listener !== null) this.#listener.evicted(id);
  }

  /** The owner is told that nothing more is known of an id that is not resident. */
  forget(id: number): void {
    if (this.#listener !== null) this.#listener.forgotten(id);
  }

  /** Units of an id that is resident, or was when it last entered. */
  sizeOf(id: number): number {
    return this.#sizes === null ? 1 : this.#sizes[id]!;
  }
}
