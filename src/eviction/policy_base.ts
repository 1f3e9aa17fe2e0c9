import { Books } from "./books.ts";
import type { Policy, PolicyContext, PolicySize, Requests } from "./policy.ts";

/**
 * What the policies have in common beside their rules. A subclass writes down in `books` who enters and leaves, and calls
 * `reserve(context.ids)` at the end of its constructor, which asks it to `grow` its own arrays.
 */
export abstract class PolicyBase implements Policy {
  readonly capacity: number;
  protected readonly books: Books;

  constructor(context: PolicyContext) {
    this.capacity = checkedCapacity(context);
    this.books = new Books(context.capacity, context.listener ?? null);
  }

  get occupied(): number {
    return this.books.occupied;
  }

  get residents(): number {
    return this.books.residents;
  }

  abstract has(id: number): boolean;
  abstract hit(id: number): void;
  abstract admit(id: number, size: number): boolean;
  abstract remove(id: number): void;
  abstract audit(): void;
  /** Makes the arrays by id hold `ids` entries; called with growing numbers. */
  protected abstract grow(ids: number): void;

  request(id: number, size: number): boolean {
    if (this.has(id)) {
      this.hit(id);
      return true;
    }
    this.admit(id, size);
    return false;
  }

  /** The plain way, for policies whose own work outweighs a call; the fast ones override it with a loop of their own. */
  replay(requests: Requests, from: number, to: number): number {
    const { ids, sizes, missed } = requests;
    let misses = 0;
    for (let index = from; index < to; index++) {
      if (this.request(ids[index]!, sizes === null ? 1 : sizes[index]!)) continue;
      misses++;
      if (missed !== null) missed[index] = 1;
    }
    return misses;
  }

  /** Makes room for ids below `ids`. */
  protected reserve(ids: number): void {
    const { reserved } = this.books;
    if (ids <= reserved) return;
    const wanted = Math.max(ids, reserved * 2, 16);
    this.grow(wanted);
    this.books.reserve(wanted);
  }

  /** Compares what a walk over the residents counted with the books. */
  protected auditTotals(counted: { residents: number; occupied: number }): void {
    const { residents, occupied } = this.books;
    if (counted.residents === residents && counted.occupied === occupied && occupied <= this.capacity) return;
    throw new RangeError(
      `Cannot trust an eviction policy: it must hold what its books say (${residents} ids, ${occupied} of ` +
        `${this.capacity} units): received ${counted.residents} ids, ${counted.occupied} units`,
    );
  }
}

/** @throws RangeError when there can be no cache of that size. */
export function checkedCapacity({ capacity }: PolicySize): number {
  if (Number.isSafeInteger(capacity) && capacity >= 1) return capacity;
  const must = "its capacity must be a whole number of at least 1";
  throw new RangeError(`Cannot make an eviction policy: ${must}: received ${capacity}`);
}

/** Copies an array's content into its wider successor. */
export function wider<Column extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  old: Column,
  fresh: Column,
): Column {
  fresh.set(old);
  return fresh;
}
