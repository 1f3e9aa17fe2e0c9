import type { Clock } from "../flow/clock.ts";
import type { ErrorBackoffSettings } from "./features.ts";

/** Keys whose failures are remembered; beyond, the oldest is forgotten. */
const MOST_KEYS = 10_000;

interface Failing {
  readonly error: unknown;
  readonly untilMs: number;
  readonly waitMs: number;
}

/**
 * Remembers failures of factories for a short time that grows with each further one: a source that is down is not asked again by
 * every caller.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ErrorBackoff } from "./error_backoff.ts";
 * let nowMs = 0;
 * const backoff = new ErrorBackoff({ firstMs: 100 }, { nowMs: () => nowMs, epochMs: 0 });
 * backoff.failed("key", "no database");
 * assertEquals(backoff.refusal("key")?.error, "no database");
 * nowMs = 100;
 * assertEquals(backoff.refusal("key"), undefined);
 * ```
 */
export class ErrorBackoff {
  readonly #settings: Required<ErrorBackoffSettings>;
  readonly #clock: Clock;
  readonly #failing = new Map<string, Failing>();

  constructor(settings: ErrorBackoffSettings, clock: Clock) {
    this.#settings = { factor: 2, mostMs: 60_000, ...settings };
    this.#clock = clock;
  }

  /** The failure that a caller is given instead of another try; undefined when it may try. */
  refusal(key: string): { readonly error: unknown } | undefined {
    const failing = this.#failing.get(key);
    return failing !== undefined && failing.untilMs > this.#clock.nowMs() ? failing : undefined;
  }

  failed(key: string, error: unknown): void {
    const { firstMs, factor, mostMs } = this.#settings;
    const before = this.#failing.get(key);
    const waitMs = before === undefined ? firstMs : Math.min(before.waitMs * factor, mostMs);
    this.#failing.delete(key);
    this.#failing.set(key, { error, waitMs, untilMs: this.#clock.nowMs() + waitMs });
    if (this.#failing.size <= MOST_KEYS) return;
    for (const oldest of this.#failing.keys()) {
      this.#failing.delete(oldest);
      return;
    }
  }

  succeeded(key: string): void {
    this.#failing.delete(key);
  }

  clear(): void {
    this.#failing.clear();
  }
}
