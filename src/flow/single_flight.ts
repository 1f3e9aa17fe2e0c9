import { background } from "./instructions.ts";
import type { Flow, Operation } from "./operation.ts";
import type { Task } from "./task.ts";

/**
 * At most one run for a key at a time: who comes while it runs shares its value or its error. The run is a task of its own,
 * so a caller that is halted takes nobody with it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { all } from "./all.ts";
 * import { sleep } from "./instructions.ts";
 * import { simulate } from "./simulated_world.ts";
 * import { SingleFlight } from "./single_flight.ts";
 * const flights = new SingleFlight<string, number>();
 * let runs = 0;
 * const load = function* () {
 *   yield* sleep(5);
 *   return ++runs;
 * };
 * assertEquals(simulate(() => all([flights.run("key", load), flights.run("key", load)])), [1, 1]);
 * ```
 */
export class SingleFlight<Key, T> {
  readonly #flights = new Map<Key, Task<T>>();

  /** How many keys are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** Whether a run for the key is under way. */
  has(key: Key): boolean {
    return this.#flights.has(key);
  }

  /** @throws What the run throws, to everyone who shares it; when nobody is left to share it, it is dropped. */
  *run(key: Key, make: () => Operation<T>): Flow<T> {
    let flight = this.#flights.get(key);
    if (flight === undefined) {
      const own = yield* background(make(), "a shared run");
      own.onEnd = () => {
        if (this.#flights.get(key) === own) this.#flights.delete(key);
      };
      this.#flights.set(key, flight = own);
    }
    return yield* flight;
  }

  /** Those who come from now on start a run of their own; the present one goes on for who waits for it. */
  forget(key: Key): void {
    this.#flights.delete(key);
  }
}
