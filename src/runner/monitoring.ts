import type { Clock } from "../flow/clock.ts";
import { routeOf } from "../market/route.ts";
import { guardedProbe } from "../monitor/guarded_probe.ts";
import { monitored } from "../monitor/monitored.ts";
import { createPerformanceMonitor, type PerformanceMonitor } from "../monitor/performance_monitor.ts";
import type { Tier } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";

/** The monitoring of one stack. */
export interface Monitoring {
  readonly monitor: PerformanceMonitor;
  /** Hears all components; tells the monitor and the listener. */
  readonly probe: Probe;
  /** Measures requests at an application instance. */
  readonly tier: Tier;
}

/**
 * One performance monitor for all instances of a stack, as a time series database would see them.
 *
 * @param options `listener`: hears every event too, alerts included.
 */
export function monitoringOf(options: { clock: Clock; listener: Probe }): Monitoring {
  const { clock, listener } = options;
  const monitor = createPerformanceMonitor({ clock, probe: listener });
  const guarded = guardedProbe(monitor, (error) => {
    listener.emit({ kind: "degraded", component: "monitor", reason: error instanceof Error ? error.name : "failed" });
  });
  const probe: Probe = {
    emit(event) {
      listener.emit(event);
      guarded.emit(event);
    },
  };
  return { monitor, probe, tier: monitored({ clock, probe, routeOf: (request) => routeOf(request.path) }) };
}
