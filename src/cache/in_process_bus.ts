import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { Clock } from "../flow/clock.ts";
import type { BusListener, BusPosition, TagBus } from "../ports/key_value_store.ts";

/**
 * The bus of instances that live in one process and share no second level: everybody hears at once, and nothing is lost.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { InProcessBus } from "./in_process_bus.ts";
 * import { Tags } from "./tags.ts";
 * simulate(function* (clock) {
 *   const bus = new InProcessBus(clock);
 *   const [one, other] = [1, 2].map((self) => new Tags({ bus, probe: { emit: () => {} }, self }));
 *   const stamp = other!.table.stamp(["products"]);
 *   yield* one!.invalidate(["products"]);
 *   assertEquals(other!.table.isCurrent(stamp), false);
 * });
 * ```
 */
export class InProcessBus implements TagBus {
  readonly #clock: Clock;
  readonly #versions = new Map<string, number>();
  readonly #listeners = new Set<BusListener>();
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  raise(tags: readonly string[], from: number): Operation<readonly number[]> {
    const least = Math.floor((this.#clock.epochMs + this.#clock.nowMs()) * 1000);
    const versions = tags.map((tag) => {
      const version = Math.max((this.#versions.get(tag) ?? 0) + 1, least);
      this.#versions.set(tag, version);
      return version;
    });
    this.#tell({ from, tags, versions, keys: [] });
    return immediate(versions);
  }

  announce(keys: readonly string[], from: number): Operation<void> {
    this.#tell({ from, tags: [], versions: [], keys });
    return immediate(undefined);
  }

  position(): Operation<BusPosition> {
    return immediate({ sequence: this.#sequence, born: 1, versions: [...this.#versions] });
  }

  sequence(): Operation<number> {
    return immediate(this.#sequence);
  }

  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(
    message: { from: number; tags: readonly string[]; versions: readonly number[]; keys: readonly string[] },
  ): void {
    const sequence = ++this.#sequence;
    for (const listener of this.#listeners) listener.heard({ sequence, ...message });
  }
}
