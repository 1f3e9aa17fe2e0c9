import type { Flow } from "../flow/operation.ts";
import type { TagBus } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import { TagTable } from "./tag_table.ts";

/**
 * The tags of one instance: its table of versions, kept level with the other instances' through the bus. All strategies of an
 * instance share one, so that one call makes pages and queries stale alike.
 */
export class Tags {
  readonly table = new TagTable();
  readonly #bus: TagBus | undefined;
  readonly #probe: Probe;
  readonly #unsubscribe: (() => void) | undefined;

  /** @param options `bus`: undefined for an instance that is alone. */
  constructor(options: { bus: TagBus | undefined; probe: Probe }) {
    this.#bus = options.bus;
    this.#probe = options.probe;
    this.#unsubscribe = options.bus?.subscribe((tag, version) => this.table.raise(tag, version));
  }

  /** Reads the versions that were raised before this instance started. To be run once before the first request. */
  *start(): Flow<void> {
    if (this.#bus === undefined) return;
    try {
      for (const [tag, version] of yield* this.#bus.snapshot()) this.table.raise(tag, version);
    } catch (error) {
      this.#degraded("snapshot", error);
    }
  }

  /** Raises versions everywhere; here alone when the bus fails. */
  *invalidate(tags: readonly string[]): Flow<void> {
    if (tags.length === 0) return;
    this.#probe.emit({ kind: "invalidated", tags });
    if (this.#bus !== undefined) {
      try {
        const versions = yield* this.#bus.raise(tags);
        tags.forEach((tag, index) => this.table.raise(tag, versions[index]));
        return;
      } catch (error) {
        this.#degraded("raise", error);
      }
    }
    for (const tag of tags) this.table.raise(tag);
  }

  close(): void {
    this.#unsubscribe?.();
  }

  #degraded(action: string, error: unknown): void {
    const reason = `${action}: ${error instanceof Error ? error.name : "failed"}`;
    this.#probe.emit({ kind: "degraded", component: "tags", reason });
  }
}
