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
  readonly #flights = new Map<Key, Run<Key, T>>();

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
   * @throws What the run throws, to everyone who shares it.
   */
  run(key: Key, make: (flight: Flight) => Operation<T>, begunAt = 0): Operation<T> {
    return new Run(this.#flights, key, make, begunAt);
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
}

/** A call, which is its own flight when it finds none: closures for each would be most of what a miss allocates. */
class Run<Key, T> extends Launch<T> implements Flight {
  isForgotten = false;
  readonly #flights: Map<Key, Run<Key, T>>;
  readonly #key: Key;
  readonly #make: (flight: Flight) => Operation<T>;
  readonly begunAt: number;
  #task: Task<T> | undefined;

  constructor(
    flights: Map<Key, Run<Key, T>>,
    key: Key,
    make: (flight: Flight) => Operation<T>,
    begunAt: number,
  ) {
    super("a shared run");
    this.#flights = flights;
    this.#key = key;
    this.#make = make;
    this.begunAt = begunAt;
  }

  running(): Task<T> | undefined {
    const flight = this.#flights.get(this.#key);
    return flight === undefined ? undefined : flight.#task;
  }

  started(task: Task<T>): void {
    this.#task = task;
    this.#flights.set(this.#key, this);
  }

  begin(): Operation<T> {
    return this.#make(this);
  }

  ended(): void {
    if (!this.isForgotten) this.#flights.delete(this.#key);
  }
}
