import { decode } from "../base/decode.ts";
import type { Clock } from "../flow/clock.ts";
import { sleep } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import type { Fetch } from "../ports/http.ts";
import type { PoolEvent, Probe, ProbeEvent } from "../ports/probe.ts";
import { type AlertOptions, BudgetAlert } from "./budget_alert.ts";
import type { Budget, VitalName } from "./budgets/budget.ts";
import * as registered from "./budgets/registered.ts";
import { monitorHandler } from "./monitor_handler.ts";
import { type AlertRecord, type PerformanceMetrics, performanceMetrics } from "./performance_metrics.ts";
import { RollingWindow } from "./rolling_window.ts";
import { type ApiResponse, Tally } from "./tally.ts";
import { webVitalSchema } from "./web_vital.ts";

/** What a monitor watches, and by which clock. */
export interface PerformanceMonitorOptions {
  readonly clock: Clock;
  /** @default every registered one */
  readonly budgets?: readonly Budget[];
  /** Told of alerts. */
  readonly probe?: Probe;
  /** How far back percentiles and ratios look. @default 60000, in 12 slots */
  readonly windowMs?: number;
  readonly alerts?: AlertOptions;
}

const SLOTS = 12;
const MOST_ALERTS_KEPT = 100;

/**
 * The performance monitor of architecture A: stores metrics, calculates percentiles over a sliding window, checks budgets and raises alerts.
 *
 * It is a probe: hand it the components' events. Code that has no probe calls `trackApiResponse` instead; a reply must come by one way
 * only. Alerts are evaluated by `evaluate`, which the flow `watch` calls again and again.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createPerformanceMonitor } from "./performance_monitor.ts";
 * const performanceMonitor = createPerformanceMonitor({ clock: { nowMs: () => 0, epochMs: 0 } });
 * performanceMonitor.trackApiResponse({ route: "GET /api/products", status: 200, durationMs: 45, bytes: 900, cache: "hit" });
 * performanceMonitor.trackWebVital({ name: "LCP", value: 1850 });
 * const { api, webVitals } = performanceMonitor.metrics();
 * assertEquals([api.total, api.avgMs, webVitals.LCP.rating], [1, 45, "good"]);
 * ```
 */
export function createPerformanceMonitor(options: PerformanceMonitorOptions): PerformanceMonitor {
  return new PerformanceMonitor(options);
}

/** Made by `createPerformanceMonitor`. */
export class PerformanceMonitor implements Probe {
  /** Answers `GET` and `POST /api/performance/metrics` and `GET /dashboard`. */
  readonly handler: Fetch;
  readonly #clock: Clock;
  readonly #probe: Probe | undefined;
  readonly #window: RollingWindow<Tally>;
  readonly #alerts: readonly BudgetAlert[];
  readonly #history: AlertRecord[] = [];
  readonly #total = { requests: 0, errors: 0 };
  #pool: PoolEvent | undefined = undefined;

  constructor(options: PerformanceMonitorOptions) {
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#window = new RollingWindow(() => new Tally(), { slots: SLOTS, slotMs: (options.windowMs ?? 60_000) / SLOTS });
    const budgets = options.budgets ?? Object.values(registered);
    this.#alerts = budgets.map((budget) => new BudgetAlert(budget, options.alerts));
    this.handler = monitorHandler(this);
  }

  emit(event: ProbeEvent): void {
    switch (event.kind) {
      case "lookup":
        return this.#present.addLookup(event);
      case "reply":
        if (event.at === "application") this.#add(event.route, event.status, event.latencyMs, event.sizeBytes);
        return;
      case "query":
        return this.#present.addQuery(event);
      case "pool":
        this.#pool = event;
        return;
      case "compressed":
        return this.#present.addCompressed(event);
      case "vital":
        return this.#present.vitals[event.name].record(event.value);
      case "memory":
        return this.#present.addMemory(event.usedRatio);
      case "invalidated":
      case "evicted":
      case "degraded":
      case "alert":
      case "step":
      case "delivered":
        return;
      default:
        event satisfies never;
    }
  }

  /** @throws RangeError when the duration is negative or not finite. */
  trackApiResponse(response: ApiResponse): void {
    this.#present.addResponse(response);
    this.#count(response.status);
  }

  /** @throws Failure `bad-input` when the name is not a vital's or the value is not a number from 0 to 3600000. */
  trackWebVital(vital: { readonly name: VitalName; readonly value: number }): void {
    const { name, value } = decode(webVitalSchema, vital, "a web vital");
    this.#present.vitals[name].record(value);
  }

  metrics(): PerformanceMetrics {
    return performanceMetrics({
      nowMs: this.#clock.nowMs(),
      windowMs: this.#window.spanMs,
      tally: this.#lately(),
      total: this.#total,
      pool: this.#pool,
      alerts: this.#alerts,
      history: this.#history,
    });
  }

  /** Checks every budget once. @returns the alerts that fired or cleared. */
  evaluate(): readonly AlertRecord[] {
    const tally = new Tally();
    for (const slot of this.#window.live(this.#clock.nowMs())) tally.mergeTotals(slot);
    const changes: AlertRecord[] = [];
    for (const alert of this.#alerts) {
      const value = alert.budget.read(tally);
      const state = alert.evaluate(value, tally.samples(alert.budget.sampledBy));
      if (state === undefined || value === null) continue;
      changes.push({ budget: alert.budget.id, state, value, atMs: this.#clock.nowMs() });
    }
    for (const change of changes) {
      if (this.#history.push(change) > MOST_ALERTS_KEPT) this.#history.shift();
      this.#probe?.emit({ kind: "alert", budget: change.budget, state: change.state, value: change.value });
    }
    return changes;
  }

  /** Evaluates the budgets for ever; whoever builds the stack spawns it. @param intervalMs @default 5000 */
  *watch(intervalMs = 5000): Flow<never> {
    for (;;) {
      yield* sleep(intervalMs);
      this.evaluate();
    }
  }

  get #present(): Tally {
    return this.#window.at(this.#clock.nowMs());
  }

  #add(route: string, status: number, durationMs: number, bytes: number): void {
    this.#present.addResponse({ route, status, durationMs, bytes });
    this.#count(status);
  }

  #count(status: number): void {
    this.#total.requests++;
    if (status >= 500) this.#total.errors++;
  }

  #lately(): Tally {
    const sum = new Tally();
    for (const slot of this.#window.live(this.#clock.nowMs())) sum.merge(slot);
    return sum;
  }
}
