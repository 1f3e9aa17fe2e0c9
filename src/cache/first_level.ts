import type { Probe } from "../ports/probe.ts";
import type { Entry } from "./entry.ts";
import type { Store } from "./store.ts";
import type { TagTable } from "./tag_table.ts";

/** The first level as the strategy uses it: one that throws holds nothing, which is told to the probe, and the request goes on. */
export class FirstLevel {
  readonly #store: Store<Entry>;
  readonly #table: TagTable;
  readonly #probe: Probe;
  readonly #name: string;

  constructor(options: { store: Store<Entry>; table: TagTable; probe: Probe; name: string }) {
    this.#store = options.store;
    this.#table = options.table;
    this.#probe = options.probe;
    this.#name = options.name;
  }

  /** An entry that nothing made stale, whatever its age. */
  get(key: string): Entry | undefined {
    try {
      const entry = this.#store.get(key);
      if (entry === undefined || this.#table.isCurrent(entry.stamp)) return entry;
      this.#store.delete(key);
    } catch (error) {
      this.#failed("get", error);
    }
    return undefined;
  }

  set(key: string, entry: Entry): void {
    try {
      this.#store.set(key, entry, entry.sizeBytes);
    } catch (error) {
      this.#failed("set", error);
    }
  }

  delete(key: string): void {
    try {
      this.#store.delete(key);
    } catch (error) {
      this.#failed("delete", error);
    }
  }

  clear(): void {
    this.#store.clear();
  }

  #failed(action: string, error: unknown): void {
    const reason = `${action}: ${error instanceof Error ? error.name : "failed"}`;
    this.#probe.emit({ kind: "degraded", component: this.#name, reason });
  }
}
