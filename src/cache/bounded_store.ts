import { hashString } from "../base/hash.ts";
import type { Random } from "../base/random.ts";
import { createPolicy, parsePolicy } from "../eviction/create_policy.ts";
import type { Policy } from "../eviction/policy.ts";
import { wider } from "../eviction/policy_base.ts";
import { type Columns, lengthen, ValueColumn } from "./columns.ts";
import type { OnEvict, Store } from "./store.ts";

/** How large, and who goes first. */
export interface BoundedStoreOptions<Value> {
  /** Limit in entries; give this or `maxBytes`. */
  readonly maxEntries?: number;
  /** Limit in bytes of the entries' sizes. */
  readonly maxBytes?: number;
  /** With `maxBytes`: no entry counts for less. @default 1 */
  readonly leastBytes?: number;
  /** A policy of the registry with its options, `slru:segments=4`. @default "lru" */
  readonly policy?: string;
  readonly random: Random;
  readonly onEvict?: OnEvict<Value>;
  /** Where values are kept. @default one reference each */
  readonly columns?: Columns<Value>;
}

/** Room for so many ids at first. */
const FIRST_IDS = 64;

/**
 * A store whose evictions are decided by the very policy objects of the replay engine: keys are mapped to dense ids, and an id
 * is handed out again when the policy forgets it (a ghost keeps its id).
 *
 * @throws RangeError at construction unless exactly one limit is given.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Random } from "../base/random.ts";
 * import { BoundedStore } from "./bounded_store.ts";
 * const store = new BoundedStore<number>({ maxEntries: 2, random: new Random(1) });
 * store.set("a", 1, 10);
 * store.set("b", 2, 10);
 * store.get("a");
 * store.set("c", 3, 10);
 * assertEquals([store.get("a"), store.get("b"), store.get("c")], [1, undefined, 3]);
 * ```
 */
export class BoundedStore<Value> implements Store<Value> {
  readonly #ids = new Map<string, number>();
  /** More are needed only by a policy that keeps ghosts. */
  readonly #expectedIds: number;
  readonly #keys: (string | undefined)[] = [];
  readonly #values: Columns<Value>;
  /** Undefined while every size was 0. */
  #sizes: Float64Array | undefined;
  readonly #freeIds: number[] = [];
  #usedIds = 0;
  readonly #policy: Policy;
  readonly #countsBytes: boolean;
  readonly #leastBytes: number;
  readonly #onEvict: OnEvict<Value> | undefined;
  #bytes = 0;

  constructor(options: BoundedStoreOptions<Value>) {
    const { maxEntries, maxBytes } = options;
    if ((maxEntries === undefined) === (maxBytes === undefined)) {
      const received = `maxEntries ${maxEntries}, maxBytes ${maxBytes}`;
      throw new RangeError(
        `Cannot make a store: exactly one of maxEntries and maxBytes must be given: received ${received}`,
      );
    }
    const spec = parsePolicy(options.policy ?? "lru");
    if (spec.entry.clairvoyant) {
      throw new RangeError(`Cannot make a store: its policy must not need the future: received ${spec.text}`);
    }
    this.#countsBytes = maxBytes !== undefined;
    this.#leastBytes = Math.max(1, Math.ceil(options.leastBytes ?? 1));
    this.#onEvict = options.onEvict;
    this.#values = options.columns ?? new ValueColumn<Value>();
    this.#expectedIds = maxEntries === undefined ? Infinity : maxEntries + 1;
    this.#policy = createPolicy(spec, {
      capacity: maxEntries ?? maxBytes!,
      // One more than fits: who comes in has an id before somebody goes.
      ids: maxEntries === undefined ? 1024 : maxEntries + 1,
      random: options.random,
      hashOf: (id) => hashString(this.#keys[id] ?? ""),
      listener: {
        evicted: (id) => this.#drop(id, true),
        forgotten: (id) => this.#forget(id),
      },
    });
  }

  get size(): number {
    return this.#policy.residents;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const id = this.#ids.get(key);
    if (id === undefined || !this.#policy.has(id)) return undefined;
    this.#policy.hit(id);
    return this.#values.read(id);
  }

  peek(key: string): Value | undefined {
    const id = this.#ids.get(key);
    return id === undefined ? undefined : this.#values.read(id);
  }

  set(key: string, value: Value, sizeBytes: number): boolean {
    const units = this.#countsBytes ? Math.max(this.#leastBytes, Math.ceil(sizeBytes)) : 1;
    const known = this.#ids.get(key);
    const isGhost = known !== undefined && !this.#policy.has(known);
    if (known !== undefined && !isGhost) {
      if (!this.#countsBytes || Math.max(this.#leastBytes, Math.ceil(this.#sizeOf(known))) === units) {
        this.#policy.hit(known);
        this.#write(known, value, sizeBytes);
        return true;
      }
      this.#policy.remove(known);
    }
    const id = this.#ids.get(key) ?? this.#allocate(key);
    if (!this.#policy.admit(id, units)) {
      if (!isGhost) this.#forget(id);
      return false;
    }
    this.#write(id, value, sizeBytes);
    return true;
  }

  delete(key: string): boolean {
    const id = this.#ids.get(key);
    if (id === undefined || !this.#policy.has(id)) return false;
    this.#policy.remove(id);
    return true;
  }

  clear(): void {
    for (const id of [...this.#ids.values()]) this.#policy.remove(id);
  }

  audit(): void {
    this.#policy.audit();
    let bytes = 0;
    let residents = 0;
    for (const [key, id] of this.#ids) {
      if (this.#keys[id] !== key) {
        throw new RangeError(`Cannot trust the store: id ${id} must belong to ${key}: received ${this.#keys[id]}`);
      }
      if (!this.#policy.has(id)) continue;
      residents++;
      bytes += this.#sizeOf(id);
    }
    if (residents !== this.size || Math.abs(bytes - this.#bytes) > 1e-6 * (1 + bytes)) {
      const received = `${residents} entries, ${bytes} bytes`;
      throw new RangeError(
        `Cannot trust the store: it must hold ${this.size} entries, ${this.#bytes} bytes: received ${received}`,
      );
    }
  }

  #allocate(key: string): number {
    const id = this.#freeIds.pop() ?? this.#nextId();
    this.#keys[id] = key;
    this.#ids.set(key, id);
    return id;
  }

  #nextId(): number {
    if (this.#usedIds === this.#keys.length) this.#grow();
    return this.#usedIds++;
  }

  /** Twice as much each time, but not more than the limit asks for: a full store has no room to spare. */
  #grow(): void {
    const before = this.#keys.length;
    const doubled = Math.max(FIRST_IDS, before * 2);
    const ids = before < this.#expectedIds ? Math.min(doubled, this.#expectedIds) : doubled;
    lengthen(this.#keys, ids);
    this.#values.grow(ids);
    if (this.#sizes !== undefined) this.#sizes = wider(this.#sizes, new Float64Array(ids));
  }

  #sizeOf(id: number): number {
    return this.#sizes === undefined ? 0 : this.#sizes[id]!;
  }

  #write(id: number, value: Value, sizeBytes: number): void {
    this.#values.write(id, value);
    if (sizeBytes !== 0) this.#sizes ??= new Float64Array(this.#keys.length);
    if (this.#sizes === undefined) return;
    this.#bytes += sizeBytes - this.#sizes[id]!;
    this.#sizes[id] = sizeBytes;
  }

  #drop(id: number, isEviction: boolean): void {
    if (!this.#values.has(id)) return;
    const value = isEviction && this.#onEvict !== undefined ? this.#values.read(id) : undefined;
    this.#values.erase(id);
    if (this.#sizes !== undefined) {
      this.#bytes -= this.#sizes[id]!;
      this.#sizes[id] = 0;
    }
    if (value !== undefined) this.#onEvict!(this.#keys[id]!, value);
  }

  #forget(id: number): void {
    this.#drop(id, false);
    this.#ids.delete(this.#keys[id]!);
    this.#keys[id] = undefined;
    this.#freeIds.push(id);
  }
}
