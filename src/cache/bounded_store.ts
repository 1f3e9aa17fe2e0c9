import { hashString } from "../base/hash.ts";
import type { Random } from "../base/random.ts";
import { createPolicy, parsePolicy } from "../eviction/create_policy.ts";
import type { Policy } from "../eviction/policy.ts";
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
}

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
  readonly #keys: (string | undefined)[] = [];
  readonly #values: (Value | undefined)[] = [];
  readonly #sizes: number[] = [];
  readonly #freeIds: number[] = [];
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
    this.#policy = createPolicy(spec, {
      capacity: maxEntries ?? maxBytes!,
      ids: maxEntries ?? 1024,
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
    return this.#values[id];
  }

  peek(key: string): Value | undefined {
    const id = this.#ids.get(key);
    return id === undefined ? undefined : this.#values[id];
  }

  set(key: string, value: Value, sizeBytes: number): boolean {
    const units = this.#countsBytes ? Math.max(this.#leastBytes, Math.ceil(sizeBytes)) : 1;
    const known = this.#ids.get(key);
    const isGhost = known !== undefined && !this.#policy.has(known);
    if (known !== undefined && !isGhost) {
      if (!this.#countsBytes || Math.max(this.#leastBytes, Math.ceil(this.#sizes[known]!)) === units) {
        this.#policy.hit(known);
        this.#bytes += sizeBytes - this.#sizes[known]!;
        this.#values[known] = value;
        this.#sizes[known] = sizeBytes;
        return true;
      }
      this.#policy.remove(known);
    }
    const id = this.#ids.get(key) ?? this.#allocate(key);
    if (!this.#policy.admit(id, units)) {
      if (!isGhost) this.#forget(id);
      return false;
    }
    this.#values[id] = value;
    this.#sizes[id] = sizeBytes;
    this.#bytes += sizeBytes;
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
      bytes += this.#sizes[id]!;
    }
    if (residents !== this.size || Math.abs(bytes - this.#bytes) > 1e-6 * (1 + bytes)) {
      const received = `${residents} entries, ${bytes} bytes`;
      throw new RangeError(
        `Cannot trust the store: it must hold ${this.size} entries, ${this.#bytes} bytes: received ${received}`,
      );
    }
  }

  #allocate(key: string): number {
    const id = this.#freeIds.pop() ?? this.#keys.length;
    this.#keys[id] = key;
    this.#ids.set(key, id);
    return id;
  }

  #drop(id: number, isEviction: boolean): void {
    const value = this.#values[id];
    if (value === undefined) return;
    this.#values[id] = undefined;
    this.#bytes -= this.#sizes[id]!;
    this.#sizes[id] = 0;
    if (isEviction) this.#onEvict?.(this.#keys[id]!, value);
  }

  #forget(id: number): void {
    this.#drop(id, false);
    this.#ids.delete(this.#keys[id]!);
    this.#keys[id] = undefined;
    this.#freeIds.push(id);
  }
}
