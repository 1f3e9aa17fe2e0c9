import type { Clock } from "../flow/clock.ts";
import { chain, later } from "../flow/chain.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { Grave, KeyValueStore, Lease, Writing } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import { CircuitBreaker } from "./circuit_breaker.ts";

/** What an operation on the second level gave when it failed or was not tried. */
export const UNAVAILABLE: unique symbol = Symbol("unavailable");

type Action = "get" | "set" | "delete" | "clear" | "lease" | "release";
type Succeeded<T> = (value: T) => Operation<T>;
const NOTHING = immediate<typeof UNAVAILABLE>(UNAVAILABLE);

/** When the second level counts as broken; see `CircuitBreaker`. */
export interface BreakerSettings {
  readonly failures?: number;
  readonly coolDownMs?: number;
}

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
    lease: this.#failing("lease"),
    release: this.#failing("release"),
  };

  constructor(
    options: { store: KeyValueStore; clock: Clock; probe: Probe; name: string; breaker?: BreakerSettings | undefined },
  ) {
    this.#store = options.store;
    this.#breaker = new CircuitBreaker({ clock: options.clock, ...options.breaker });
    this.#probe = options.probe;
    this.#name = options.name;
  }

  /** Whether the level is gone around. */
  get state(): CircuitBreaker["state"] {
    return this.#breaker.state;
  }

  get hasLeases(): boolean {
    return this.#store.lease !== undefined;
  }

  /** Whether the level is back is found out in the background: no reader waits for what failed before. */
  get(key: string): Operation<unknown> {
    const reading = later(() => this.#get(key));
    if (this.#breaker.state !== "half-open") return reading;
    return chain(background(reading, "a probe of the second level"), () => NOTHING);
  }

  /** What `guard` would do, for two closures less: it is on the way of every miss. */
  #get(key: string): Operation<unknown> {
    if (!this.#breaker.allows()) return this.#refused();
    try {
      return chain(this.#store.get(key), this.#succeeded, this.#failed.get, this.#abandoned);
    } catch (error) {
      return this.#failed.get(error);
    }
  }

  /** As `get` for many, in one operation when the store can. */
  getMany(keys: readonly string[]): Operation<readonly unknown[] | typeof UNAVAILABLE> {
    const { getMany } = this.#store;
    if (getMany === undefined) return this.#oneByOne(keys, []);
    return this.#guard("get", () => getMany(keys));
  }

  set(key: string, value: unknown, options: Writing): Operation<unknown> {
    return this.#guard("set", () => this.#store.set(key, value, options));
  }

  delete(key: string, grave: { mark: Grave["grave"]; keptMs: number }): Operation<unknown> {
    return this.#guard("delete", () => this.#store.delete(key, grave));
  }

  clear(): Operation<unknown> {
    return this.#guard("clear", () => this.#store.clear());
  }

  lease(key: string, ttlMs: number): Operation<Lease | undefined | typeof UNAVAILABLE> {
    return this.#guard("lease", () => this.#store.lease!(key, { ttlMs }));
  }

  release(key: string, lease: Lease): Operation<unknown> {
    return this.#guard("release", () => this.#store.release!(key, lease));
  }

  #oneByOne(keys: readonly string[], found: readonly unknown[]): Operation<readonly unknown[]> {
    if (found.length === keys.length) return immediate(found);
    return chain(this.get(keys[found.length]!), (value) => this.#oneByOne(keys, [...found, value]));
  }

  #guard<T>(action: Action, start: () => Operation<T>): Operation<T | typeof UNAVAILABLE> {
    return later((): Operation<T | typeof UNAVAILABLE> => {
      if (!this.#breaker.allows()) return this.#refused();
      const failed = this.#failed[action];
      try {
        return chain<T, T | typeof UNAVAILABLE>(start(), this.#succeeded as Succeeded<T>, failed, this.#abandoned);
      } catch (error) {
        return failed(error);
      }
    });
  }

  #refused(): typeof NOTHING {
    this.#probe.emit({ kind: "degraded", component: this.#name, reason: "circuit open" });
    return NOTHING;
  }

  readonly #succeeded = (value: unknown) => {
    this.#breaker.succeeded();
    return immediate(value);
  };

  readonly #abandoned = () => this.#breaker.abandoned();

  #failing(action: Action): (error: unknown) => Operation<typeof UNAVAILABLE> {
    return (error) => {
      this.#breaker.failed();
      const reason = error instanceof Error ? `${action}: ${error.name}` : action;
      this.#probe.emit({ kind: "degraded", component: this.#name, reason });
      return NOTHING;
    };
  }
}
