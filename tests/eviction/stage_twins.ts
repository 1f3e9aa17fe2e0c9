import { FrequencySketch } from "../../src/eviction/frequency_sketch.ts";
import type { Twin } from "./twins.ts";

/** Ids with sizes, the latest first. */
class Row {
  ids: number[] = [];
  constructor(private readonly sizes: Map<number, number>) {}
  get units(): number {
    return this.ids.reduce((sum, id) => sum + this.sizes.get(id)!, 0);
  }
  has(id: number): boolean {
    return this.ids.includes(id);
  }
  drop(id: number): void {
    this.ids = this.ids.filter((one) => one !== id);
  }
  top(id: number): void {
    this.drop(id);
    this.ids.unshift(id);
  }
}

/** W-TinyLFU with arrays; the sketch is the policy's own kind. */
export class WTinyLfuTwin implements Twin {
  readonly #sizes = new Map<number, number>();
  readonly #window = new Row(this.#sizes);
  readonly #probation = new Row(this.#sizes);
  readonly #guarded = new Row(this.#sizes);
  readonly #rows = [this.#window, this.#probation, this.#guarded];
  readonly #sketch: FrequencySketch;
  readonly #main: number;
  readonly #guardedLimit: number;

  /** @param ids What the policy was told to make room for. */
  constructor(private readonly capacity: number, ids: number) {
    this.#sketch = new FrequencySketch(Math.min(capacity, Math.max(ids, 64)));
    this.#main = capacity - Math.max(1, Math.floor(capacity / 100));
    this.#guardedLimit = Math.floor(this.#main * 0.8);
  }

  request(id: number, size: number): boolean {
    this.#sketch.count(id);
    const row = this.#rows.find((one) => one.has(id));
    if (row === undefined) {
      if (size <= this.capacity) this.#admit(id, size);
      return false;
    }
    row.drop(id);
    (row === this.#window ? row : this.#guarded).top(id);
    // Only who rises from probation pushes others down: what came straight from the window may stand above the limit.
    while (row === this.#probation && this.#guarded.units > this.#guardedLimit) {
      const falls = this.#guarded.ids.pop()!;
      this.#probation.top(falls);
    }
    return true;
  }

  remove(id: number): void {
    for (const row of this.#rows) row.drop(id);
  }

  residents(): number[] {
    return this.#rows.flatMap(({ ids }) => ids).sort((a, b) => a - b);
  }

  #admit(id: number, size: number): void {
    while (this.#window.units + this.#probation.units + this.#guarded.units + size > this.capacity) this.#makeRoom();
    this.#sizes.set(id, size);
    this.#window.top(id);
  }

  #makeRoom(): void {
    const candidate = this.#window.ids.at(-1);
    const victim = this.#probation.ids.at(-1) ?? this.#guarded.ids.at(-1);
    if (candidate === undefined) return this.remove(victim!);
    const size = this.#sizes.get(candidate)!;
    const held = this.#probation.units + this.#guarded.units;
    if (held + size <= this.#main) {
      const low = this.#probation.units + size <= this.#main - this.#guardedLimit;
      this.#window.drop(candidate);
      (low ? this.#probation : this.#guarded).top(candidate);
    } else if (victim !== undefined && this.#sketch.estimate(candidate) > this.#sketch.estimate(victim)) {
      this.remove(victim);
      if (this.#probation.units + this.#guarded.units + size > this.#main) return;
      this.#window.drop(candidate);
      this.#probation.top(candidate);
    } else this.remove(candidate);
  }
}

/** LIRS with arrays: the stack, the queue of residents on trial, and those evicted but still in the stack, latest first. */
export class LirsTwin implements Twin {
  readonly #sizes = new Map<number, number>();
  readonly #stack = new Row(this.#sizes);
  readonly #queue = new Row(this.#sizes);
  readonly #ghosts = new Row(this.#sizes);
  readonly #hot = new Row(this.#sizes);
  readonly #queueLimit: number;
  readonly #hotLimit: number;
  readonly #stackLimit: number;
  readonly #cooling: boolean;

  constructor(capacity: number, options: { cooling?: boolean; queue?: number; stack?: number } = {}) {
    this.#cooling = options.cooling ?? false;
    this.#stackLimit = Math.floor(capacity * (options.stack ?? 2));
    this.#queueLimit = Math.max(1, Math.floor(capacity * (options.queue ?? 0.01)));
    this.#hotLimit = capacity - this.#queueLimit;
  }

  request(id: number, size: number): boolean {
    if (this.#hot.has(id)) {
      this.#stack.top(id);
      this.#prune();
      return true;
    }
    if (this.#queue.has(id)) {
      this.#hitQueued(id, this.#sizes.get(id)!);
      return true;
    }
    const known = this.#ghosts.has(id);
    if (known) this.#forget(id);
    if (size > (known ? this.#hotLimit : this.#queueLimit) || (size > this.#hotLimit && this.#hotLimit > 0)) {
      return false;
    }
    this.#sizes.set(id, size);
    if (known) {
      this.#stack.top(id);
      this.#heat(id, size);
    } else if (this.#hot.units + size <= this.#hotLimit) {
      this.#hot.top(id);
      this.#stack.top(id);
    } else {
      this.#enqueue(id, size);
      this.#stack.top(id);
    }
    this.#limitStack();
    return false;
  }

  remove(id: number): void {
    const rows = [this.#stack, this.#queue, this.#ghosts, this.#hot].filter((row) => row.has(id));
    for (const row of rows) row.drop(id);
    if (rows.length > 0) this.#prune();
  }

  residents(): number[] {
    return [...this.#hot.ids, ...this.#queue.ids].sort((a, b) => a - b);
  }

  #hitQueued(id: number, size: number): void {
    const recent = this.#stack.has(id);
    this.#stack.top(id);
    this.#queue.top(id);
    if (recent) {
      if (size > this.#hotLimit) return;
      this.#queue.drop(id);
      this.#heat(id, size);
      return;
    }
    this.#stack.drop(id);
    const mayCool = () => {
      this.#prune();
      const oldest = this.#stack.ids.at(-1);
      return this.#hot.units + size > this.#hotLimit && this.#queue.ids.at(-1) !== id && oldest !== undefined &&
        this.#hot.has(oldest) && this.#sizes.get(oldest)! + size <= this.#queueLimit;
    };
    while (this.#cooling && mayCool()) {
      this.#coolOldest();
      if (mayCool()) this.#queue.top(id);
    }
    this.#stack.top(id);
    this.#limitStack();
  }

  /** Makes an id at the stack's top hot. */
  #heat(id: number, size: number): void {
    while (this.#hot.units + size > this.#hotLimit) this.#coolOldest();
    this.#hot.top(id);
  }

  #coolOldest(): void {
    this.#prune();
    const oldest = this.#stack.ids.pop()!;
    this.#hot.drop(oldest);
    if (this.#sizes.get(oldest)! <= this.#queueLimit) this.#enqueue(oldest, this.#sizes.get(oldest)!);
    this.#prune();
  }

  #enqueue(id: number, size: number): void {
    while (this.#queue.units + size > this.#queueLimit) {
      const victim = this.#queue.ids.pop()!;
      if (this.#stack.has(victim)) this.#ghosts.top(victim);
    }
    this.#queue.top(id);
  }

  #prune(): void {
    while (this.#stack.ids.length > 1 && !this.#hot.has(this.#stack.ids.at(-1)!)) {
      this.#ghosts.drop(this.#stack.ids.pop()!);
    }
  }

  #limitStack(): void {
    while (this.#stack.units > this.#stackLimit && this.#ghosts.ids.length > 0) this.#forget(this.#ghosts.ids.at(-1)!);
  }

  #forget(ghost: number): void {
    this.#ghosts.drop(ghost);
    this.#stack.drop(ghost);
  }
}

/** Only time, counted in requests, and the order of entry. */
export class TtlTwin implements Twin {
  #entries: { id: number; size: number; until: number }[] = [];
  #now = 0;
  constructor(private readonly capacity: number, private readonly ttl: number) {}

  request(id: number, size: number): boolean {
    const found = this.residents().includes(id);
    this.#now++;
    if (found) return true;
    this.#entries = this.#entries.filter(({ until }) => until > this.#now);
    if (size > this.capacity) return false;
    while (this.#entries.reduce((sum, one) => sum + one.size, size) > this.capacity) this.#entries.shift();
    this.#entries.push({ id, size, until: this.#now + this.ttl });
    return false;
  }

  remove(id: number): void {
    this.#entries = this.#entries.filter((one) => one.id !== id);
  }

  residents(): number[] {
    return this.#entries.filter(({ until }) => until > this.#now).map(({ id }) => id).sort((a, b) => a - b);
  }
}

/** All that was ever asked for. */
export class InfiniteTwin implements Twin {
  readonly #ids = new Set<number>();
  request(id: number, _size: number): boolean {
    const found = this.#ids.has(id);
    this.#ids.add(id);
    return found;
  }
  remove(id: number): void {
    this.#ids.delete(id);
  }
  residents(): number[] {
    return [...this.#ids].sort((a, b) => a - b);
  }
}
