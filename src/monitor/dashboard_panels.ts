import type { PerformanceMetrics } from "./performance_metrics.ts";

/** A line of a panel. */
export interface PanelRow {
  readonly label: string;
  readonly value: string;
  readonly state: "good" | "warn" | "bad" | "none";
}

/** A box of the dashboard. */
export interface Panel {
  readonly title: string;
  readonly rows: readonly PanelRow[];
}

/**
 * The four panels of architecture A's "Monitoring Dashboard", and one of the budgets.
 *
 * The page renders them on the server and again in the browser every two seconds: it carries this very function's source, so it
 * must not use anything from outside of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dashboardPanels } from "./dashboard_panels.ts";
 * import { createPerformanceMonitor } from "./performance_monitor.ts";
 * const monitor = createPerformanceMonitor({ clock: { nowMs: () => 0, epochMs: 0 } });
 * monitor.trackWebVital({ name: "LCP", value: 1850 });
 * assertEquals(dashboardPanels(monitor.metrics())[0]?.rows[0], { label: "LCP", value: "1.85 s (Good)", state: "good" });
 * ```
 */
export function dashboardPanels(metrics: PerformanceMetrics): Panel[] {
  const none = "–";
  const percent = (ratio: number | null) => ratio === null ? none : `${(ratio * 100).toFixed(1)} %`;
  const time = (ms: number | null) => {
    if (ms === null) return none;
    return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms >= 100 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
  };
  const count = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
  const score = (value: number | null) => value === null ? none : value.toFixed(3);
  const stateOf = (id: string): PanelRow["state"] => {
    const pass = metrics.budgets.find((budget) => budget.id === id)?.pass ?? null;
    return pass === null ? "none" : pass ? "good" : "bad";
  };
  const row = (label: string, value: string, state: PanelRow["state"] = "none"): PanelRow => ({ label, value, state });

  const ratings = {
    good: ["Good", "good"],
    "needs-improvement": ["Needs improvement", "warn"],
    poor: ["Poor", "bad"],
  } as const;
  const vital = (name: "LCP" | "FID" | "CLS") => {
    const { p75, rating } = metrics.webVitals[name];
    if (rating === null) return row(name, none);
    const [word, state] = ratings[rating];
    return row(name, `${name === "CLS" ? score(p75) : time(p75)} (${word})`, state);
  };
  const { api, cache, database } = metrics;
  const connections = database.poolSize === null ? none : `${database.activeConnections}/${database.poolSize}`;
  const budgets = metrics.budgets.map((budget) => {
    const write = budget.unit === "ms" ? time : budget.unit === "ratio" ? percent : score;
    const standing = budget.pass === null ? "no data" : budget.pass ? "kept" : "broken";
    const sign = budget.relation === "<=" ? "≤" : "≥";
    const alarm = budget.isFiring ? ", alert firing" : "";
    const text = `${write(budget.value)} (${standing}${alarm}; limit ${sign} ${write(budget.limit)})`;
    return row(budget.metric, text, budget.isFiring ? "bad" : budget.pass === false ? "warn" : stateOf(budget.id));
  });
  return [
    { title: "Core Web Vitals", rows: [vital("LCP"), vital("FID"), vital("CLS")] },
    {
      title: "Cache Performance",
      rows: [
        row("L1 Hit Rate", percent(cache.l1.shareOfAll)),
        row("L2 Hit Rate", percent(cache.l2.shareOfAll)),
        row("Combined", percent(cache.combinedHitRatio), stateOf("cache-hit-ratio")),
        row("Avg Response", time(cache.meanResponseMs)),
      ],
    },
    {
      title: "Database Performance",
      rows: [
        row("Query Cache", percent(database.queryCacheHitRatio)),
        row("Avg Query", time(database.avgMs), stateOf("database-query")),
        row("Slow Queries", count(database.slowQueries)),
        row("Active Conns", connections),
      ],
    },
    {
      title: "API Performance",
      rows: [
        row("Total Requests", count(api.total)),
        row("Avg Response", time(api.avgMs)),
        row("P95", time(api.p95Ms), stateOf("api-response")),
        row("Error Rate", percent(api.errorRatio), stateOf("error-ratio")),
      ],
    },
    { title: "Performance Budgets & Alerts", rows: budgets },
  ];
}
