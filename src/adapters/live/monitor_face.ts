import { LiveWorld } from "../../flow/live_clock.ts";
import type { Budget } from "../../monitor/budgets/budget.ts";
import {
  createPerformanceMonitor as createMonitor,
  type PerformanceMonitor,
} from "../../monitor/performance_monitor.ts";
import type { PerformanceMetrics } from "../../monitor/performance_metrics.ts";
import type { AlertEvent } from "../../ports/probe.ts";
import { readRequest, toResponse } from "./http_messages.ts";

export interface PerformanceMonitorFaceOptions {
  /** @default every registered one: architecture A's alert rules and web vitals */
  readonly budgets?: readonly Budget[];
  /** Told when an alert fires, once, and when it clears, once. */
  readonly onAlert?: (alert: AlertEvent) => void;
  /** How often alerts are decided, ms; 0 for only when `evaluate` is called. @default 5000 */
  readonly evaluateEveryMs?: number;
}

/** The performance monitor for any Deno or Node program. */
export interface PerformanceMonitorFace
  extends Pick<PerformanceMonitor, "trackApiResponse" | "trackWebVital" | "evaluate"> {
  metrics(): PerformanceMetrics;
  /** Answers `GET` and `POST /api/performance/metrics` and `GET /dashboard`. */
  handler(request: Request): Promise<Response>;
  /** Ends the deciding of alerts. */
  close(): void;
}

/**
 * The performance monitor of architecture A on the real clock: `trackApiResponse`, web vitals, percentiles over a sliding
 * minute, budgets and alerts, and the pages that show them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createPerformanceMonitor } from "./monitor_face.ts";
 * const performanceMonitor = createPerformanceMonitor({ evaluateEveryMs: 0 });
 * performanceMonitor.trackApiResponse({ route: "/api/tickets", status: 200, durationMs: 45, bytes: 900, cache: "hit" });
 * const response = await performanceMonitor.handler(new Request("http://localhost/api/performance/metrics"));
 * assertEquals((await response.json()).api.total, 1);
 * performanceMonitor.close();
 * ```
 */
export function createPerformanceMonitor(options: PerformanceMonitorFaceOptions = {}): PerformanceMonitorFace {
  const world = new LiveWorld({ onUnhandled: () => {} });
  const { onAlert, budgets } = options;
  const monitor = createMonitor({
    clock: world,
    ...(budgets && { budgets }),
    ...(onAlert && { probe: { emit: (event) => event.kind === "alert" && onAlert(event) } }),
  });
  const everyMs = options.evaluateEveryMs ?? 5000;
  if (everyMs > 0) world.run(() => monitor.watch(everyMs)).catch(() => {});
  return {
    trackApiResponse: (response) => monitor.trackApiResponse(response),
    trackWebVital: (vital) => monitor.trackWebVital(vital),
    evaluate: () => monitor.evaluate(),
    metrics: () => monitor.metrics(),
    handler: async (request) => {
      const read = await readRequest(request);
      return toResponse("status" in read ? read : await world.run(() => monitor.handler(read)));
    },
    close: () => world.close(),
  };
}
