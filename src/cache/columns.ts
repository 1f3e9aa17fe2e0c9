/**
 * Where a bounded store keeps its values: by id, dense numbers from 0 that are handed out again. What is read is what was written, not
 * necessarily the same object.
 */
export interface Columns<Value> {
  /** Makes room for ids below `ids`; called with growing numbers, before the first write. */
  grow(ids: number): void;
  write(id: number, value: Value): void;
  /** @returns undefined for an id that was never written, or erased since. */
  read(id: number): Value | undefined;
  has(id: number): boolean;
  erase(id: number): void;
}

/** One reference for each value. */
export class ValueColumn<Value> implements Columns<Value> {
  readonly #values: (Value | undefined)[] = [];

  /** Exactly so long: an array that grows by itself takes half as much again. */
  grow(ids: number): void {
    lengthen(this.#values, ids);
  }

  write(id: number, value: Value): void {
    this.#values[id] = value;
  }

  read(id: number): Value | undefined {
    return this.#values[id];
  }

  has(id: number): boolean {
    return this.#values[id] !== undefined;
  }

  erase(id: number): void {
    this.#values[id] = undefined;
  }
}

/** Gives an array its length, with nothing in what is new. */
export function lengthen<Value>(array: (Value | undefined)[], length: number): void {
  const from = array.length;
  array.length = length;
  array.fill(undefined, from);
}
