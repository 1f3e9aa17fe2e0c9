import { parkWithin, TIMED_OUT } from "./instructions.ts";
import type { Flow } from "./operation.ts";
import type { Waiter } from "./waiter.ts";

interface Claim {
  waiter: Waiter<void> | undefined;
  isGranted: boolean;
}

/**
 * A number of permits, handed out first come, first served.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Semaphore } from "./semaphore.ts";
 * import { simulate } from "./simulated_world.ts";
 * const semaphore = new Semaphore({ permits: 2, name: "a connection" });
 * simulate(function* () {
 *   assertEquals(yield* semaphore.acquire(), true);
 *   semaphore.release();
 * });
 * ```
 */
export class Semaphore {
  readonly permits: number;
  readonly #name: string;
  #free: number;
  readonly #queue = new Set<Claim>();

  constructor(options: { permits: number; name: string }) {
    if (!(Number.isInteger(options.permits) && options.permits >= 1)) {
      throw new RangeError(
        `Cannot make a semaphore: permits must be a whole number from 1: received ${options.permits}`,
      );
    }
    this.permits = options.permits;
    this.#free = options.permits;
    this.#name = options.name;
  }

  get free(): number {
    return this.#free;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Takes a permit if one is free now. */
  tryAcquire(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /**
   * Waits for a permit. Halted while it waits, it gives back what it may have been granted meanwhile.
   *
   * @param limitMs @default Infinity
   * @returns false when the limit passed.
   */
  *acquire(limitMs = Infinity): Flow<boolean> {
    if (this.tryAcquire()) return true;
    const claim: Claim = { waiter: undefined, isGranted: false };
    let isOver = false;
    try {
      const outcome = yield* parkWithin<void>(limitMs, this.#name, (waiter) => {
        claim.waiter = waiter;
        this.#queue.add(claim);
        return () => this.#queue.delete(claim);
      });
      isOver = true;
      return outcome !== TIMED_OUT;
    } finally {
      if (!isOver && claim.isGranted) this.release();
    }
  }

  release(): void {
    for (const claim of this.#queue) {
      this.#queue.delete(claim);
      claim.isGranted = true;
      claim.waiter!.resume();
      return;
    }
    if (this.#free === this.permits) {
      throw new RangeError(`Cannot release ${this.#name}: it must have been acquired: received one release too many`);
    }
    this.#free++;
  }
}
