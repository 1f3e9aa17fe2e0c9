import type { Random } from "../base/random.ts";
import type { Entry, Life, Validators } from "./entry.ts";
import type { Features } from "./features.ts";

/** What is to be done with an entry whose quiet is over. */
export type Judgement =
  /** It is served. */
  | "hit"
  /** It is served, and made anew in the background. */
  | "refresh"
  /** As `refresh`, although it expired. */
  | "stale"
  /** It is a miss; the entry stays, in case nothing better can be had. */
  | "kept"
  /** It is a miss, and over. */
  | "gone";

/** Below this probability an early refresh is not even drawn: e^-20. */
const LEAST_LIKELY = 20;

/** When entries are fresh, made anew early, served stale, and gone: the features that are about time, resolved once. */
export class Lifetimes {
  readonly #random: Random;
  readonly #jitterRatio: number;
  readonly #negativeTtlMs: number | undefined;
  readonly #eagerRatio: number;
  readonly #beta: number;
  readonly #staleMs: number;
  readonly #keptMs: number;
  readonly #failSafeMs: number;
  /** Whether an entry has anything to it besides its end. */
  readonly isLively: boolean;

  constructor(features: Features, random: Random) {
    this.#random = random;
    this.#jitterRatio = features.jitterRatio ?? 0;
    this.#negativeTtlMs = features.negativeTtlMs;
    this.#eagerRatio = features.eagerRatio ?? 1;
    this.#beta = features.earlyBeta ?? 0;
    this.#staleMs = features.staleWhileRevalidateMs ?? 0;
    this.#failSafeMs = features.failSafe?.maxStaleMs ?? 0;
    this.#keptMs = Math.max(this.#staleMs, this.#failSafeMs, features.revalidateMs ?? 0);
    this.isLively = this.#eagerRatio < 1 || this.#beta > 0 || this.#keptMs > 0;
  }

  /** How long the second level keeps an entry beyond its end, ms. */
  get keptMs(): number {
    return this.#keptMs;
  }

  /** A new value's time to live. */
  ttlOf(value: unknown, ttlMs: number): number {
    const isNothing = value === null || value === undefined;
    const own = isNothing && this.#negativeTtlMs !== undefined ? this.#negativeTtlMs : ttlMs;
    return this.#jitterRatio === 0 ? own : own * (1 - this.#jitterRatio * this.#random.unit());
  }

  /**
   * @param times `expiresAtMs`: the entry's end; `memoryUntilMs`: its end in the first level; `ttlMs`: how long before its end it
   * was made; `costMs`: what its factory took.
   */
  lifeOf(
    times: { expiresAtMs: number; memoryUntilMs: number; ttlMs: number; costMs: number },
    validators: Validators | undefined,
  ): Life | undefined {
    if (!this.isLively) return undefined;
    const { expiresAtMs, memoryUntilMs, ttlMs, costMs } = times;
    return {
      expiresAtMs,
      memoryUntilMs,
      staleUntilMs: expiresAtMs + this.#staleMs,
      keptUntilMs: expiresAtMs + this.#keptMs,
      refreshAtMs: this.#eagerRatio < 1 ? expiresAtMs - (1 - this.#eagerRatio) * ttlMs : Infinity,
      costMs,
      validators,
    };
  }

  /** Until when an entry needs no judgement. */
  quietUntil(life: Life): number {
    const earliest = this.#beta === 0 ? Infinity : life.expiresAtMs - life.costMs * this.#beta * LEAST_LIKELY;
    return Math.min(life.memoryUntilMs, life.refreshAtMs, earliest);
  }

  judge({ life }: Entry, nowMs: number): Judgement {
    if (life === undefined || nowMs >= life.keptUntilMs) return "gone";
    if (nowMs < life.memoryUntilMs) return nowMs >= life.refreshAtMs || this.#isEarly(life, nowMs) ? "refresh" : "hit";
    return nowMs >= life.expiresAtMs && nowMs < life.staleUntilMs ? "stale" : "kept";
  }

  /** Whether an entry may stand in for a factory that failed. */
  mayStandIn({ life }: Entry, nowMs: number): boolean {
    return life !== undefined && nowMs < life.expiresAtMs + this.#failSafeMs;
  }

  #isEarly({ costMs, expiresAtMs }: Life, nowMs: number): boolean {
    return this.#beta > 0 && nowMs - costMs * this.#beta * Math.log(1 - this.#random.unit()) >= expiresAtMs;
  }
}
