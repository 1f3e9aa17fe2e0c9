import type { Clock } from "../flow/clock.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { KeyValueStore } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import { CircuitBreaker } from "./circuit_breaker.ts";

/** What an operation on the second level gave when it failed or was not tried. */
export const UNAVAILABLE: unique symbol = Symbol("unavailable");

/**
 * The second level as the strategy uses it: an operation that fails, or is kept back by the circuit breaker, gives UNAVAILABLE
 * and is told to the probe; the caller goes on without the level.
 */
export class GuardedLevel {
  readonly #store: KeyValueStore;
  readonly #breaker: CircuitBreaker;
  readonly #probe: Probe;
  readonly #name: string;

  constructor(options: { store: KeyValueStore; clock: Clock; probe: Probe; name: string }) {
    this.#store = options.store;
    this.#breaker = new CircuitBreaker({ clock: options.clock });
    this.#probe = options.probe;
    this.#name = options.name;
  }

  get(key: string): Flow<unknown> {
    return this.#guard("get", () => this.#store.get(key));
  }

  set(key: string, value: unknown, options: { ttlMs: number; sizeBytes: number }): Flow<unknown> {
    return this.#guard("set", () => this.#store.set(key, value, options));
  }

  delete(key: string): Flow<unknown> {
    return this.#guard("delete", () => this.#store.delete(key));
  }

  clear(): Flow<unknown> {
    return this.#guard("clear", () => this.#store.clear());
  }

  *#guard(action: string, start: () => Operation<unknown>): Flow<unknown> {
    if (!this.#breaker.allows()) {
      this.#probe.emit({ kind: "degraded", component: this.#name, reason: "circuit open" });
      return UNAVAILABLE;
    }
    let isOver = false;
    try {
      const value = yield* start();
      isOver = true;
      this.#breaker.succeeded();
      return value;
    } catch (error) {
      isOver = true;
      this.#breaker.failed();
      const reason = error instanceof Error ? `${action}: ${error.name}` : action;
      this.#probe.emit({ kind: "degraded", component: this.#name, reason });
      return UNAVAILABLE;
    } finally {
      if (!isOver) this.#breaker.abandoned();
    }
  }
}
