import { background, sleep } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { UNAVAILABLE } from "./guarded_level.ts";

/** Keys that may be owed; beyond, all entries are made stale at once. */
const MOST_KEYS = 10_000;

/**
 * Keys that the second level still holds although they were deleted, because it could not be reached. They are not read there,
 * and are deleted as soon as it answers: deletions are told again, values never.
 */
export class OwedDeletes {
  readonly #keys = new Set<string>();
  readonly #bury: (key: string) => Operation<unknown>;
  readonly #overflow: () => Operation<unknown>;
  readonly #retryMs: number;
  #isPaying = false;

  /** @param options `bury`: deletes a key in the second level; `overflow`: makes every entry stale; `retryMs`: the pause between attempts. */
  constructor(
    options: { bury: (key: string) => Operation<unknown>; overflow: () => Operation<unknown>; retryMs: number },
  ) {
    this.#retryMs = options.retryMs;
    this.#bury = options.bury;
    this.#overflow = options.overflow;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.size > 0 && this.#keys.has(key);
  }

  /** The second level holds a newer value by now, or none. */
  paid(key: string): void {
    if (this.#keys.size > 0) this.#keys.delete(key);
  }

  *owe(key: string): Flow<void> {
    this.#keys.add(key);
    if (this.#keys.size > MOST_KEYS) {
      this.#keys.clear();
      yield* this.#overflow();
      return;
    }
    if (this.#isPaying) return;
    this.#isPaying = true;
    yield* background(this.#pay(), "deletions that the second level did not take");
  }

  *#pay(): Flow<void> {
    try {
      while (this.#keys.size > 0) {
        yield* sleep(this.#retryMs);
        for (const key of [...this.#keys]) {
          if (!this.#keys.has(key)) continue;
          if ((yield* this.#bury(key)) === UNAVAILABLE) break;
          this.#keys.delete(key);
        }
      }
    } finally {
      this.#isPaying = false;
    }
  }
}
