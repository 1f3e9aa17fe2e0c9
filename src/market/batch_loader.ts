import { background, sleep } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Task } from "../flow/task.ts";

/** How keys become batches. */
export interface BatchLoaderOptions<Key, Value> {
  /** Loads a batch: a value for each key that exists. */
  readonly fetch: (keys: readonly Key[]) => Operation<ReadonlyMap<Key, Value>>;
  /** A batch is collected for this long after its first key, ms. */
  readonly windowMs: number;
  /** @default 100 */
  readonly most?: number;
}

interface Batch<Key, Value> {
  readonly keys: Set<Key>;
  task: Task<ReadonlyMap<Key, Value>> | undefined;
}

/**
 * Collects what is asked for within a moment and loads it at once: architecture B's DataLoader. The npm package of that name is not
 * used since it collects by promises, which a simulation cannot run, and "the same tick" means nothing on a virtual clock: a
 * window does in both worlds. It keeps nothing: caching is the cache's business. When a load fails, everyone who waits for it fails.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { all } from "../flow/all.ts";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { BatchLoader } from "./batch_loader.ts";
 * const asked: number[][] = [];
 * const loader = new BatchLoader<number, number>({
 *   windowMs: 1,
 *   fetch: (keys) => {
 *     asked.push([...keys]);
 *     return immediate(new Map(keys.map((key) => [key, key * 10])));
 *   },
 * });
 * assertEquals(simulate(() => all([loader.load(1), loader.load(2), loader.load(1)])), [10, 20, 10]);
 * assertEquals(asked, [[1, 2]]);
 * ```
 */
export class BatchLoader<Key, Value> {
  readonly #options: Required<BatchLoaderOptions<Key, Value>>;
  #open: Batch<Key, Value> | undefined = undefined;

  /** @throws RangeError when the window is negative or `most` below 1. */
  constructor(options: BatchLoaderOptions<Key, Value>) {
    this.#options = { most: 100, ...options };
    const { windowMs, most } = this.#options;
    if (windowMs >= 0 && windowMs < Infinity && most >= 1) return;
    throw new RangeError(
      `Cannot load in batches: the window must be finite and at least 0, most at least 1: received ${windowMs}, ${most}`,
    );
  }

  /** The key's value; undefined when there is none. */
  *load(key: Key): Flow<Value | undefined> {
    let batch = this.#open;
    if (batch === undefined) {
      batch = { keys: new Set(), task: undefined };
      this.#open = batch;
      batch.task = yield* background(this.#run(batch), "a batch");
    }
    batch.keys.add(key);
    if (batch.keys.size >= this.#options.most && this.#open === batch) this.#open = undefined;
    const values = yield* batch.task!;
    return values.get(key);
  }

  *#run(batch: Batch<Key, Value>): Flow<ReadonlyMap<Key, Value>> {
    yield* sleep(this.#options.windowMs);
    if (this.#open === batch) this.#open = undefined;
    return yield* this.#options.fetch([...batch.keys]);
  }
}
