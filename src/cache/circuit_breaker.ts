import type { Clock } from "../flow/clock.ts";

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. @default 3 */
  readonly failures?: number;
  /** Ms it stays open before one caller may try. @default 1000 */
  readonly coolDownMs?: number;
}

/**
 * Keeps callers away from what keeps failing: closed, open for a cool-down, then half-open, where a single probe decides
 * (Nygard, "Release It!", 2007).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CircuitBreaker } from "./circuit_breaker.ts";
 * const breaker = new CircuitBreaker({ clock: { nowMs: () => 0, epochMs: 0 }, failures: 1 });
 * breaker.failed();
 * assertEquals(breaker.allows(), false);
 * ```
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #coolDownMs: number;
  #failures = 0;
  #openUntilMs = -Infinity;
  #isProbing = false;

  constructor(options: CircuitBreakerOptions) {
    this.#clock = options.clock;
    this.#limit = options.failures ?? 3;
    this.#coolDownMs = options.coolDownMs ?? 1000;
  }

  get state(): "closed" | "open" | "half-open" {
    if (this.#failures < this.#limit) return "closed";
    return this.#clock.nowMs() < this.#openUntilMs ? "open" : "half-open";
  }

  /** Whether a caller may go on; in the half-open state only one may, until it tells how it went. */
  allows(): boolean {
    if (this.#failures < this.#limit) return true;
    if (this.#isProbing || this.#clock.nowMs() < this.#openUntilMs) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isProbing = false;
  }

  failed(): void {
    this.#failures++;
    this.#isProbing = false;
    if (this.#failures >= this.#limit) this.#openUntilMs = this.#clock.nowMs() + this.#coolDownMs;
  }

  /** The caller was halted: it learnt nothing. */
  abandoned(): void {
    this.#isProbing = false;
  }
}
