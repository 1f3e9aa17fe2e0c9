import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Operation } from "../flow/operation.ts";
import type { Factory, FactoryContext, Served, Validators } from "./entry.ts";
import { ErrorBackoff } from "./error_backoff.ts";
import { leased } from "./leased.ts";
import { type Call, GRAVE_MS, type Levels } from "./levels.ts";
import type { Lifetimes } from "./lifetimes.ts";
import type { StrategyOptions } from "./strategy_options.ts";

/** Runs factories, and decides what becomes of their values and failures. */
export class Origin {
  readonly #options: StrategyOptions;
  readonly #levels: Levels;
  readonly #lifetimes: Lifetimes;
  readonly #backoff: ErrorBackoff | undefined;
  readonly #throttleMs: number | undefined;

  constructor(options: StrategyOptions, levels: Levels, lifetimes: Lifetimes) {
    this.#options = options;
    this.#levels = levels;
    this.#lifetimes = lifetimes;
    const { errorBackoff, failSafe } = options.features ?? {};
    this.#backoff = errorBackoff && new ErrorBackoff(errorBackoff, options.clock);
    this.#throttleMs = failSafe && (failSafe.throttleMs ?? 1000);
  }

  /** The factory's value, stored; or, when it fails, what may stand in for it. */
  make<Value>(factory: Factory<Value>, call: Call): Operation<Served<Value>> {
    const { lease } = this.#options.features ?? {};
    const made = lease === undefined || this.#levels.shared?.hasLeases !== true
      ? this.run(factory, call)
      : leased(lease, call, this.#levels, (fence) => this.run(factory, call, fence));
    if (this.#backoff === undefined && this.#throttleMs === undefined) return made as Operation<Served<Value>>;
    const refused = this.#backoff?.refusal(call.key);
    if (refused !== undefined) return this.#failed(call, refused.error) as Operation<Served<Value>>;
    return chain(made, immediate, (error) => {
      this.#backoff?.failed(call.key, error);
      return this.#failed(call, error);
    }) as Operation<Served<Value>>;
  }

  /** What may be served although it expired, and for the throttle's time is served without trying again. */
  standIn(key: string): Served<unknown> | undefined {
    const { clock, names } = this.#options;
    const { memory } = this.#levels;
    const entry = memory?.get(key);
    const nowMs = clock.nowMs();
    if (entry === undefined || this.#throttleMs === undefined || !this.#lifetimes.mayStandIn(entry, nowMs)) {
      return undefined;
    }
    memory!.set(key, { ...entry, quietUntilMs: nowMs + this.#throttleMs });
    return { value: entry.value, servedBy: names.l1 };
  }

  forget(key: string): void {
    this.#backoff?.succeeded(key);
  }

  forgetAll(): void {
    this.#backoff?.clear();
  }

  /** Runs the factory and stores its value, unless the world moved on meanwhile. */
  run<Value>(factory: Factory<Value>, call: Call, fence?: number): Operation<Served<Value>> {
    const { clock } = this.#options;
    const ttlMs = call.options.ttlMs ?? this.#options.defaultTtlMs;
    const context: FactoryContext = {
      ttlMs,
      sizeBytes: 0,
      isCacheable: true,
      tags: undefined,
      validators: undefined,
      previous: this.#lifetimes.isLively ? this.#previous(call.key) : undefined,
    };
    const begunMs = this.#lifetimes.isLively ? clock.nowMs() : 0;
    return chain(factory(context), (value) => {
      this.#backoff?.succeeded(call.key);
      const served: Operation<Served<Value>> = immediate({ value, servedBy: "origin" });
      const stored = this.#store(value, context, { call, fence, begunMs });
      return stored === undefined ? served : chain(stored, () => served);
    });
  }

  #store(
    value: unknown,
    context: FactoryContext,
    { call, fence, begunMs }: { call: Call; fence: number | undefined; begunMs: number },
  ): Operation<void> | undefined {
    const { clock, tags: { table } } = this.#options;
    if (!context.isCacheable || call.flight.isForgotten || !table.isCurrent(call.stamp)) return undefined;
    const stamp = context.tags === undefined ? call.stamp : table.extended(call.stamp, context.tags);
    if (stamp === undefined) return undefined;
    const ttlMs = this.#lifetimes.ttlOf(value, context.ttlMs);
    if (!(ttlMs > 0)) return undefined;
    const isLively = this.#lifetimes.isLively;
    const nowMs = clock.nowMs();
    return this.#levels.store(call.key, value, {
      ttlMs,
      sizeBytes: context.sizeBytes,
      stamp,
      // Who could not look does not overwrite what may be there.
      seen: call.seen ?? 0,
      fence,
      isShared: nowMs - call.startedMs < GRAVE_MS && !this.#options.tags.isUnsure,
      origin: isLively
        ? { ttlMs, costMs: nowMs - begunMs, validators: context.validators ?? unchanged(value, context) }
        : undefined,
    });
  }

  #previous(key: string): FactoryContext["previous"] {
    const entry = this.#levels.memory?.get(key);
    return entry?.life && { value: entry.value, validators: entry.life.validators };
  }

  #failed(call: Call, error: unknown): Operation<Served<unknown>> {
    const entry = this.standIn(call.key);
    if (entry === undefined) throw error;
    const reason = `stale on error: ${error instanceof Error ? error.name : "failed"}`;
    this.#options.probe.emit({ kind: "degraded", component: "origin", reason });
    return immediate(entry);
  }
}

/** A factory that gives the previous value back found it not modified: what its source was asked by still holds. */
function unchanged(value: unknown, { previous }: FactoryContext): Validators | undefined {
  return previous !== undefined && previous.value === value ? previous.validators : undefined;
}
