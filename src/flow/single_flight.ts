import { later } from "./chain.ts";
import { Launch, type Operation } from "./operation.ts";
import type { Task } from "./task.ts";

/** A run that is under way. */
export interface Flight {
  /** Whoever comes now starts a run of their own: what this one makes is for those who wait for it already. */
  readonly isForgotten: boolean;
}

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
  readonly #flights = new Map<Key, Shared<T>>();

  /** How many keys are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** Whether a run for the key is under way. */
  has(key: Key): boolean {
    return this.#flights.has(key);
  }

  /** The number that the run for the key was begun with; undefined when none is under way. */
  begunAt(key: Key): number | undefined {
    return this.#flights.get(key)?.begunAt;
  }

  /**
   * @param begunAt Anything that tells the run's beginning, for `begunAt`.
   * @throws What the run throws, to everyone who shares it; when nobody is left to share it, it is dropped.
   */
  run(key: Key, make: (flight: Flight) => Operation<T>, begunAt = 0): Operation<T> {
    return later(() => {
      const flight = this.#flights.get(key);
      return flight === undefined ? this.#start(key, make, begunAt) : flight.task!.join();
    });
  }

  /** Those who come from now on start a run of their own; the present one goes on for who waits for it. */
  forget(key: Key): void {
    const flight = this.#flights.get(key);
    if (flight === undefined) return;
    flight.isForgotten = true;
    this.#flights.delete(key);
  }

  /** As `forget`, for every key. */
  forgetAll(): void {
    for (const key of [...this.#flights.keys()]) this.forget(key);
  }

  #start(key: Key, make: (flight: Flight) => Operation<T>, begunAt: number): Operation<T> {
    const flight = new Shared<T>(begunAt);
    this.#flights.set(key, flight);
    return new Launch(later(() => make(flight)), "a shared run", (task) => {
      flight.task = task;
      task.onEnd = () => {
        if (!flight.isForgotten) this.#flights.delete(key);
      };
    });
  }
}

class Shared<T> implements Flight {
  isForgotten = false;
  task: Task<T> | undefined = undefined;
  constructor(readonly begunAt: number) {}
}
