import { MOST_TROUBLE_MS } from "./chaos_plan.ts";
import { DEADLINE_MS, FACTORY_MOST_MS, HEARTBEAT_MS, L1_TTL_MS, RETRY_MS } from "./chaos_times.ts";

/**
 * How old a read may be, after the decision note on tags: while an instance reaches the second level, two heartbeats and the
 * operations of noticing and reading again, even when messages are lost …
 */
const CALM_BOUND_MS = 2 * HEARTBEAT_MS + 4 * DEADLINE_MS;
/** … otherwise what its memory may hold besides, and the trouble's own time and the retry's. */
const TROUBLED_BOUND_MS = CALM_BOUND_MS + L1_TTL_MS + 2 * MOST_TROUBLE_MS + 2 * RETRY_MS;
/** How long after trouble the strict bound does not hold yet. */
const SETTLE_MS = CALM_BOUND_MS + 2 * RETRY_MS;
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
  #troubledUntilMs = -Infinity;
  #movedMs = -Infinity;

  broken(what: string): void {
    if (this.violations.length < 20) this.violations.push(what);
  }

  /** Commands fail until then. */
  troubled(untilMs: number): void {
    this.#troubledUntilMs = Math.max(this.#troubledUntilMs, untilMs);
    // What a crashed server may have lost is told again after it, which disowns as any deletion does.
    this.#movedMs = Math.max(this.#movedMs, untilMs + SETTLE_MS);
  }

  /** Something was changed: a factory that runs may have been disowned, until the messages are heard. */
  moved(nowMs: number): void {
    this.#movedMs = Math.max(this.#movedMs, nowMs + CALM_BOUND_MS);
  }

  acknowledged({ key, value, nowMs }: { key: number; value: number; nowMs: number }): void {
    const all = this.#acknowledged.get(key) ?? [];
    all.push({ value, nowMs });
    this.#acknowledged.set(key, all);
  }

  read(read: { number: number; key: number; value: number; askedMs: number; nowMs: number }): void {
    const { number, key, value, askedMs, nowMs } = read;
    const isTroubled = this.#troubledUntilMs > askedMs - SETTLE_MS;
    const boundMs = isTroubled ? TROUBLED_BOUND_MS : CALM_BOUND_MS;
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
