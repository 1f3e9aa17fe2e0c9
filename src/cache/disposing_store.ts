import type { Entry } from "./entry.ts";
import type { Store } from "./store.ts";

/** Why an entry left the first level. */
export type DisposeReason = "evicted" | "expired" | "invalidated" | "deleted" | "replaced" | "cleared";

/** Told of every entry that leaves the first level, after it left. It must not throw. */
export type OnDispose = (key: string, value: unknown, reason: DisposeReason) => void;

/** Tells of every entry that leaves a store. Only there when somebody listens. */
export class DisposingStore implements Store<Entry> {
  readonly #store: Store<Entry>;
  readonly #nowMs: () => number;
  readonly #onDispose: OnDispose;
  readonly #isCurrent: (entry: Entry) => boolean;
  readonly #keys = new Set<string>();

  /** @param options `store`: tells `evicted` of this one of its evictions; `isCurrent`: whether an entry's tags still hold. */
  constructor(
    options: { store: Store<Entry>; nowMs: () => number; onDispose: OnDispose; isCurrent: (entry: Entry) => boolean },
  ) {
    this.#store = options.store;
    this.#nowMs = options.nowMs;
    this.#onDispose = options.onDispose;
    this.#isCurrent = options.isCurrent;
  }

  get size(): number {
    return this.#store.size;
  }

  get bytes(): number {
    return this.#store.bytes;
  }

  get(key: string): Entry | undefined {
    return this.#store.get(key);
  }

  peek(key: string): Entry | undefined {
    return this.#store.peek(key);
  }

  set(key: string, value: Entry, sizeBytes: number): boolean {
    const before = this.#store.peek(key);
    const isTaken = this.#store.set(key, value, sizeBytes);
    if (isTaken) this.#keys.add(key);
    if (before !== undefined && before.value !== value.value) this.#onDispose(key, before.value, "replaced");
    return isTaken;
  }

  delete(key: string): boolean {
    const entry = this.#store.peek(key);
    const isDeleted = this.#store.delete(key);
    this.#keys.delete(key);
    if (isDeleted && entry !== undefined) this.#onDispose(key, entry.value, this.#reasonOf(entry));
    return isDeleted;
  }

  clear(): void {
    const held = [...this.#keys].map((key) => [key, this.#store.peek(key)] as const);
    this.#keys.clear();
    this.#store.clear();
    for (const [key, entry] of held) if (entry !== undefined) this.#onDispose(key, entry.value, "cleared");
  }

  /** To be called by the store below when it gives an entry up. */
  evicted(key: string, entry: Entry): void {
    this.#keys.delete(key);
    this.#onDispose(key, entry.value, "evicted");
  }

  audit(): void {
    this.#store.audit();
    if (this.#keys.size !== this.#store.size) {
      throw new RangeError(
        `Cannot trust the store: it must hold ${this.#keys.size} entries: received ${this.#store.size}`,
      );
    }
  }

  #reasonOf(entry: Entry): DisposeReason {
    if (!this.#isCurrent(entry)) return "invalidated";
    const endMs = entry.life?.keptUntilMs ?? entry.quietUntilMs;
    return endMs <= this.#nowMs() ? "expired" : "deleted";
  }
}
