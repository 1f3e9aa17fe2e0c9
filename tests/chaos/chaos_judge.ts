import * as registered from "../../src/cache/registered_coherence.ts";
import { MOST_TROUBLE_MS } from "./chaos_plan.ts";
import { DEADLINE_MS, FACTORY_MOST_MS, HEARTBEAT_MS, L1_TTL_MS, RETRY_MS } from "./chaos_times.ts";

export type CoherenceName = keyof typeof registered;

/**
 * How old a read may be: while an instance reaches the second level, what the strategy of coherence states, even when messages are
 * lost; otherwise what its memory may hold besides, and the trouble's own time and the retry's.
 */
function bounds(coherence: CoherenceName) {
  const calmMs = registered[coherence].boundMs({ heartbeatMs: HEARTBEAT_MS, deadlineMs: DEADLINE_MS });
  return {
    calmMs,
    troubledMs: calmMs + L1_TTL_MS + 2 * MOST_TROUBLE_MS + 2 * RETRY_MS,
    /** How long after trouble the strict bound does not hold yet. */
    settleMs: calmMs + 2 * RETRY_MS,
  };
}

/** A read waits for the second level and for the factory, and for nothing else. */
const READ_MOST_MS = 2 * DEADLINE_MS + FACTORY_MOST_MS + 1;

interface Acknowledged {
  readonly value: number;
  readonly nowMs: number;
}

/** Knows what must hold in a chaotic world, and keeps what did not. */
export class ChaosJudge {
  readonly violations: string[] = [];
  readonly #acknowledged = new Map<number, Acknowledged[]>();
  readonly #running = new Map<object, Map<number, number[]>>();
  readonly #bounds: ReturnType<typeof bounds>;
  #troubledUntilMs = -Infinity;
  #movedMs = -Infinity;

  constructor(coherence: CoherenceName) {
    this.#bounds = bounds(coherence);
  }

  broken(what: string): void {
    if (this.violations.length < 20) this.violations.push(what);
  }

  /** Commands fail until then. */
  troubled(untilMs: number): void {
    this.#troubledUntilMs = Math.max(this.#troubledUntilMs, untilMs);
    // What a crashed server may have lost is told again after it, which disowns as any deletion does.
    this.#movedMs = Math.max(this.#movedMs, untilMs + this.#bounds.settleMs);
  }

  /** Something was changed: a factory that runs may have been disowned, until the messages are heard. */
  moved(nowMs: number): void {
    this.#movedMs = Math.max(this.#movedMs, nowMs + this.#bounds.calmMs);
  }

  acknowledged({ key, value, nowMs }: { key: number; value: number; nowMs: number }): void {
    const all = this.#acknowledged.get(key) ?? [];
    all.push({ value, nowMs });
    this.#acknowledged.set(key, all);
  }

  read(read: { number: number; key: number; value: number; askedMs: number; nowMs: number }): void {
    const { number, key, value, askedMs, nowMs } = read;
    const isTroubled = this.#troubledUntilMs > askedMs - this.#bounds.settleMs;
    const boundMs = isTroubled ? this.#bounds.troubledMs : this.#bounds.calmMs;
    const due = (this.#acknowledged.get(key) ?? []).filter((change) => change.nowMs <= askedMs - boundMs);
    const least = Math.max(1, ...due.map((change) => change.value));
    if (value < least) {
      const how = isTroubled ? "in trouble" : "all calm";
      this.broken(
        `instance ${number} read key ${key} as ${value} at ${askedMs.toFixed(1)} ms, ${how}: must be ${least}`,
      );
    }
    if (nowMs - askedMs > READ_MOST_MS) this.broken(`a read took ${(nowMs - askedMs).toFixed(1)} ms`);
  }

  begun(instance: object, key: number, nowMs: number): void {
    const keys = this.#running.get(instance) ?? new Map<number, number[]>();
    this.#running.set(instance, keys);
    const running = keys.get(key) ?? [];
    keys.set(key, running);
    if (running.some((begunMs) => begunMs > this.#movedMs)) this.broken(`two factories of key ${key} at ${nowMs} ms`);
    running.push(nowMs);
  }

  ended(instance: object, key: number): void {
    this.#running.get(instance)?.get(key)?.shift();
  }
}
