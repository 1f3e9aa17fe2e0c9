import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../src/base/errors.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { errorRatio } from "../../src/monitor/budgets/ratios.ts";
import { monitored } from "../../src/monitor/monitored.ts";
import { createPerformanceMonitor } from "../../src/monitor/performance_monitor.ts";
import type { LookupOutcome, ProbeEvent } from "../../src/ports/probe.ts";
import { recordingProbe, reply, request } from "../http/fixtures.ts";

const still = { nowMs: () => 0, epochMs: 0 };

function lookup(tier: string, outcome: LookupOutcome, latencyMs = 1): ProbeEvent {
  return { kind: "lookup", tier, outcome, latencyMs };
}

function answered(status: number, latencyMs = 10, at: "application" | "front" = "application"): ProbeEvent {
  return { kind: "reply", at, route: "GET /", status, latencyMs, sizeBytes: 100, servedBy: "l1" };
}

Deno.test("before anything was measured every value is null and every budget undecided", () => {
  const metrics = createPerformanceMonitor({ clock: still }).metrics();
  assertEquals([metrics.api.p95Ms, metrics.cache.combinedHitRatio, metrics.webVitals.LCP.rating], [null, null, null]);
  assertEquals(metrics.budgets.map(({ pass }) => pass), Array.from({ length: 8 }, () => null));
  assertEquals(JSON.parse(JSON.stringify(metrics)), metrics);
});

Deno.test("the document's cache panel: 54 % at L1 and 28 % at L2 are 82 % together", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  for (let index = 0; index < 100; index++) {
    monitor.emit(lookup("l1", index < 54 ? "hit" : "miss", 0.5));
    if (index >= 54) monitor.emit(lookup("l2", index < 82 ? "hit" : "miss", 3));
    if (index >= 82) monitor.emit(lookup("query-cache", index < 90 ? "stale" : "miss"));
    monitor.emit(lookup("cdn", "bypass"));
  }
  const { cache, database, budgets } = monitor.metrics();
  assertEquals([cache.l1.shareOfAll, cache.l2.shareOfAll, cache.combinedHitRatio], [0.54, 0.28, 0.82]);
  assertEquals([cache.l2.hitRatio, database.queryCacheHitRatio], [28 / 46, 8 / 18]);
  assertAlmostEquals(cache.meanResponseMs ?? 0, (54 * 0.5 + 28 * 3) / 82);
  assertEquals(cache.tiers.cdn, undefined);
  assertEquals(budgets.find(({ id }) => id === "cache-hit-ratio")?.pass, true);
});

Deno.test("a design with a query cache alone has that hit ratio", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  for (const outcome of ["hit", "hit", "hit", "miss"] as const) monitor.emit(lookup("query-cache", outcome));
  assertEquals(monitor.metrics().cache.combinedHitRatio, 0.75);
});

Deno.test("database, pool, compression and memory are counted", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  const query = { kind: "query", fingerprint: "q", waitMs: 1, rows: 1, isWrite: false } as const;
  for (const durationMs of [10, 20, 150]) monitor.emit({ ...query, durationMs, isSlow: durationMs > 100 });
  monitor.emit({ kind: "pool", active: 3, waiting: 1, size: 10 });
  monitor.emit({ kind: "compressed", coding: "br", inputBytes: 1000, outputBytes: 250, latencyMs: 5 });
  for (const usedRatio of [0.3, 0.7, 0.5]) monitor.emit({ kind: "memory", usedRatio });
  const { compression, database, memoryRatio } = monitor.metrics();
  assertEquals(database, {
    queryCacheHitRatio: null,
    queries: 3,
    avgMs: 60,
    p95Ms: 150,
    slowQueries: 1,
    activeConnections: 3,
    waiting: 1,
    poolSize: 10,
  });
  assertEquals([compression.savedRatio, memoryRatio], [0.75, 0.7]);
});

Deno.test("replies of the application count, those at the front do not; trackApiResponse does the same by hand", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  monitor.emit(answered(200));
  monitor.emit(answered(500));
  monitor.emit(answered(200, 10, "front"));
  monitor.trackApiResponse({ route: "GET /api/x", status: 404, durationMs: 40, bytes: 5, cache: "hit" });
  monitor.trackApiResponse({ route: "GET /api/x", status: 200, durationMs: 40, bytes: 5, cache: "miss" });
  const { api } = monitor.metrics();
  assertEquals([api.total, api.totalErrors, api.errorRatio, api.avgMs, api.bytes], [4, 1, 0.25, 25, 210]);
  const route = api.byRoute["GET /api/x"];
  assertEquals([route?.requests, route?.errorRatio, route?.cacheHitRatio], [2, 0, 0.5]);
});

Deno.test("routes that are really ids do not fill the memory", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  for (let id = 0; id < 1000; id++) {
    monitor.trackApiResponse({ route: `GET /products/${id}`, status: 200, durationMs: 1, bytes: 0 });
  }
  const { byRoute } = monitor.metrics().api;
  assertEquals([Object.keys(byRoute).length, byRoute.other?.requests], [65, 936]);
});

Deno.test("percentiles look back over the window, totals to the start", () => {
  simulate(function* (clock) {
    const monitor = createPerformanceMonitor({ clock, windowMs: 60_000 });
    monitor.emit(answered(200, 900));
    yield* sleep(59_000);
    monitor.emit(answered(200, 10));
    assertEquals(monitor.metrics().api.p99Ms, 900);
    yield* sleep(2000);
    const { api } = monitor.metrics();
    assertEquals([api.p99Ms, api.requests, api.total], [10, 1, 2]);
  });
});

Deno.test("a web vital that is none is refused in one clear line", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  for (const value of [NaN, -1, Infinity, 1e9]) {
    assertThrows(
      () => monitor.trackWebVital({ name: "LCP", value }),
      Failure,
      "Cannot read a web vital: value must be",
    );
  }
  const unknown = { name: "FCP", value: 1 } as unknown as { name: "LCP"; value: number };
  assertThrows(() => monitor.trackWebVital(unknown), Failure, "name must be");
  assertEquals(monitor.metrics().webVitals.LCP.count, 0);
});

Deno.test("web vitals are rated at their 75th percentile", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  for (const value of [1000, 1000, 3000, 9000]) monitor.trackWebVital({ name: "LCP", value });
  monitor.emit({ kind: "vital", name: "CLS", value: 0.05 });
  const { CLS, LCP } = monitor.metrics().webVitals;
  assertEquals([LCP.rating, LCP.count, CLS.rating, CLS.count], ["needs-improvement", 4, "good", 1]);
  assertAlmostEquals(LCP.p75 ?? 0, 3000, 15);
});

Deno.test("an outage fires one alert and its end clears it once, told to the probe and kept in the history", () => {
  const probe = recordingProbe();
  simulate(function* (clock) {
    const monitor = createPerformanceMonitor({ clock, probe, budgets: [errorRatio], windowMs: 12_000 });
    const watching = yield* spawn(monitor.watch(1000));
    for (let second = 0; second < 120; second++) {
      const isOutage = second >= 20 && second < 40;
      for (let index = 0; index < 50; index++) monitor.emit(answered(isOutage && index < 10 ? 503 : 200));
      yield* sleep(1000);
    }
    assertEquals(monitor.metrics().alerts.map(({ budget, state }) => [budget, state]), [
      ["error-ratio", "firing"],
      ["error-ratio", "cleared"],
    ]);
    yield* watching.halt();
  });
  assertEquals(probe.of("alert").map(({ state }) => state), ["firing", "cleared"]);
});

Deno.test("three failing requests are no outage", () => {
  const monitor = createPerformanceMonitor({ clock: still });
  for (let index = 0; index < 3; index++) monitor.emit(answered(500));
  for (let index = 0; index < 10; index++) assertEquals(monitor.evaluate(), []);
});

Deno.test("a request that throws is measured as an error and goes on throwing", () => {
  const probe = recordingProbe();
  simulate(function* (clock) {
    const fetch = monitored({ clock, probe, routeOf: ({ path }) => path })(function* () {
      yield* sleep(3);
      throw new RangeError("a bug");
    });
    let caught: unknown = undefined;
    try {
      yield* fetch(request("/x"));
    } catch (error) {
      rethrowHalt(error);
      caught = error;
    }
    assertEquals(String(caught), "RangeError: a bug");
  });
  assertEquals(probe.of("reply").map(({ latencyMs, route, status }) => [route, status, latencyMs]), [["/x", 500, 3]]);
});

Deno.test("a monitor that throws, or cannot name the route, does not break the reply", () => {
  const failures: unknown[] = [];
  const fail = () => {
    throw new RangeError("the monitor is broken");
  };
  const options = { probe: { emit: fail }, routeOf: fail, onProbeFailure: (error: unknown) => failures.push(error) };
  const answer = simulate((clock) =>
    monitored({ clock, ...options })(function* () {
      yield* sleep(1);
      return reply();
    })(request("/"))
  );
  assertEquals([answer, failures.length], [reply(), 2]);
});
