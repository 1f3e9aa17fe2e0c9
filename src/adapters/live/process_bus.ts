import { InProcessBus } from "../../cache/in_process_bus.ts";
import type { TagBus } from "../../ports/key_value_store.ts";

/**
 * Connects several cache strategies of one process that share no second level: what one invalidates or deletes, all forget at
 * once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createCacheStrategy } from "./cache_strategy_face.ts";
 * import { ProcessBus } from "./process_bus.ts";
 * const bus = new ProcessBus();
 * const [one, other] = [createCacheStrategy({ bus }), createCacheStrategy({ bus })];
 * await other.set("price", 10, { tags: ["product:1"] });
 * await one.invalidateByTag("product:1");
 * assertEquals(other.get("price"), undefined);
 * for (const cacheStrategy of [one, other]) await cacheStrategy.close();
 * ```
 */
export class ProcessBus {
  readonly #bus: TagBus = new InProcessBus({
    nowMs: () => performance.now(),
    epochMs: performance.timeOrigin,
  });

  /** What the strategies use. */
  get inner(): TagBus {
    return this.#bus;
  }
}
