import type { Clock } from "../flow/clock.ts";
import { chain, later } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { KeyValueStore } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import { CircuitBreaker } from "./circuit_breaker.ts";

/** What an operation on the second level gave when it failed or was not tried. */
export const UNAVAILABLE: unique symbol = Symbol("unavailable");

type Action = "get" | "set" | "delete" | "clear";
const NOTHING = immediate<unknown>(UNAVAILABLE);

/**
 * The second level as the strategy uses it: an operation that fails, or is kept back by the circuit breaker, gives UNAVAILABLE
 * and is told to the probe; the caller goes on without the level.
 */
export class GuardedLevel {
  readonly #store: KeyValueStore;
  readonly #breaker: CircuitBreaker;
  readonly #probe: Probe;
  readonly #name: string;
  // Made once: a closure for each request and outcome would be most of what an operation allocates.
  readonly #failed = {
    get: this.#failing("get"),
    set: this.#failing("set"),
    delete: this.#failing("delete"),
    clear: this.#failing("clear"),
  };

  constructor(options: { store: KeyValueStore; clock: Clock; probe: Probe; name: string }) {
    this.#store = options.store;
    this.#breaker = new CircuitBreaker({ clock: options.clock });
    this.#probe = options.probe;
    this.#name = options.name;
  }

  get(key: string): Operation<unknown> {
    return this.#guard("get", () => this.#store.get(key));
  }

  set(key: string, value: unknown, options: { ttlMs: number; sizeBytes: number }): Operation<unknown> {
    return this.#guard("set", () => this.#store.set(key, value, options));
  }

  delete(key: string): Operation<unknown> {
    return this.#guard("delete", () => this.#store.delete(key));
  }

  clear(): Operation<unknown> {
    return this.#guard("clear", () => this.#store.clear());
  }

  #guard(action: Action, start: () => Operation<unknown>): Operation<unknown> {
    return later(() => {
      if (!this.#breaker.allows()) {
        this.#probe.emit({ kind: "degraded", component: this.#name, reason: "circuit open" });
        return NOTHING;
      }
      const failed = this.#failed[action];
      try {
        return chain(start(), this.#succeeded, failed, this.#abandoned);
      } catch (error) {
        return failed(error);
      }
    });
  }

  readonly #succeeded = (value: unknown) => {
    this.#breaker.succeeded();
    return immediate(value);
  };

  readonly #abandoned = () => this.#breaker.abandoned();

  #failing(action: Action): (error: unknown) => Operation<unknown> {
    return (error) => {
      this.#breaker.failed();
      const reason = error instanceof Error ? `${action}: ${error.name}` : action;
      this.#probe.emit({ kind: "degraded", component: this.#name, reason });
      return NOTHING;
    };
  }
}
