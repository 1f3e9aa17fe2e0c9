import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { simulate } from "../../src/flow/simulated_world.ts";
import { dashboardPanels } from "../../src/monitor/dashboard_panels.ts";
import { createPerformanceMonitor } from "../../src/monitor/performance_monitor.ts";
import type { Method, WebReply } from "../../src/ports/http.ts";

const still = { nowMs: () => 0, epochMs: 0 };
const METRICS = "/api/performance/metrics";

function serve(monitor = createPerformanceMonitor({ clock: still })) {
  return (method: Method, path: string, body?: unknown, headers = {}) => {
    const answer = simulate(() => monitor.handler({ method, path, headers, body }));
    return { answer, text: textOf(answer), monitor };
  };
}

function textOf({ body, headers }: WebReply): string {
  if (body === undefined) return "";
  assert(body.content instanceof Uint8Array);
  assertEquals([body.sizeBytes, headers["content-length"]], [body.content.length, String(body.content.length)]);
  return new TextDecoder().decode(body.content);
}

Deno.test("GET gives the metrics, HEAD their size, neither to be stored", () => {
  const ask = serve();
  const { answer, monitor, text } = ask("GET", `${METRICS}?x=1`);
  assertEquals([answer.status, answer.headers["cache-control"]], [200, "no-store"]);
  assertEquals(JSON.parse(text), monitor.metrics());
  const head = ask("HEAD", METRICS).answer;
  assertEquals([head.body, head.headers["content-length"]], [undefined, answer.headers["content-length"]]);
});

Deno.test("POST takes one web vital or several", () => {
  const ask = serve();
  assertEquals(ask("POST", METRICS, { name: "LCP", value: 1850, id: "v1" }).answer.status, 204);
  const { answer, monitor } = ask("POST", METRICS, [{ name: "CLS", value: 0 }, { name: "LCP", value: 2000 }]);
  assertEquals([answer.status, monitor.metrics().webVitals.LCP.count, monitor.metrics().webVitals.CLS.count], [
    204,
    2,
    1,
  ]);
});

const BAD: readonly [what: string, body: unknown, says: string][] = [
  ["nothing", undefined, "0 must be Object: received undefined"],
  ["an empty array", [], "must be >=1"],
  ["an unknown name", { name: "FPS", value: 60 }, "0.name must be"],
  ["a negative value", [{ name: "CLS", value: 0.1 }, { name: "LCP", value: -1 }], "1.value must be >=0: received -1"],
  ["null for a number", { name: "LCP", value: null }, "0.value must be number"],
  ["a text for a number", { name: "LCP", value: "12" }, "0.value must be number"],
  ["a long id", { name: "LCP", value: 1, id: "x".repeat(101) }, "0.id must be"],
  ["too many", Array.from({ length: 51 }, () => ({ name: "LCP", value: 1 })), "must be <=50"],
];
for (const [what, body, says] of BAD) {
  Deno.test(`POST of ${what} is 400 with one clear line, and none of it counts`, () => {
    const { answer, monitor, text } = serve()("POST", METRICS, body);
    assertEquals(answer.status, 400);
    const { error } = JSON.parse(text);
    assertEquals(error.code, "bad-input");
    assertStringIncludes(error.message, "Cannot read web vitals: ");
    assertStringIncludes(error.message, says);
    assert(!error.message.includes("\n"));
    assertEquals(monitor.metrics().webVitals.CLS.count, 0);
  });
}

Deno.test("too large is 413, another method 405 with what is allowed, another path 404", () => {
  const ask = serve();
  assertEquals(ask("POST", METRICS, [], { "content-length": "16385" }).answer.status, 413);
  const { answer } = ask("DELETE", METRICS);
  assertEquals([answer.status, answer.headers.allow], [405, "GET, HEAD, POST"]);
  assertEquals(ask("POST", "/dashboard").answer.status, 405);
  assertEquals(ask("GET", "/api/performance").answer.status, 404);
});

/** A monitor that has seen the figures of the document's dashboard. */
function documentMonitor() {
  const monitor = createPerformanceMonitor({ clock: still });
  for (const [name, value] of [["LCP", 1850], ["FID", 45], ["CLS", 0.05]] as const) {
    monitor.trackWebVital({ name, value });
  }
  for (let index = 0; index < 1000; index++) {
    monitor.emit({ kind: "lookup", tier: "l1", outcome: index < 540 ? "hit" : "miss", latencyMs: 0.1 });
    if (index >= 540) monitor.emit({ kind: "lookup", tier: "l2", outcome: index < 820 ? "hit" : "miss", latencyMs: 3 });
    monitor.trackApiResponse({ route: "GET /", status: index < 3 ? 500 : 200, durationMs: 45, bytes: 1 });
  }
  monitor.emit({ kind: "pool", active: 3, waiting: 0, size: 10 });
  return monitor;
}

Deno.test("the dashboard has the document's four panels with its figures, and the budgets", () => {
  const panels = dashboardPanels(documentMonitor().metrics());
  const rows = Object.fromEntries(
    panels.map(({ rows, title }) => [title, rows.map((row) => `${row.label}: ${row.value}`)]),
  );
  assertEquals(rows["Core Web Vitals"], ["LCP: 1.85 s (Good)", "FID: 45.0 ms (Good)", "CLS: 0.050 (Good)"]);
  assertEquals(rows["Cache Performance"], [
    "L1 Hit Rate: 54.0 %",
    "L2 Hit Rate: 28.0 %",
    "Combined: 82.0 %",
    "Avg Response: 1.1 ms",
  ]);
  assertEquals(rows["Database Performance"]?.[3], "Active Conns: 3/10");
  assertEquals(rows["API Performance"], [
    "Total Requests: 1,000",
    "Avg Response: 45.0 ms",
    "P95: 45.0 ms",
    "Error Rate: 0.3 %",
  ]);
  assertEquals(panels[4]?.rows.length, 8);
});

Deno.test("the page stands alone and carries the panels' function and the vitals' script", () => {
  const { answer, text } = serve(documentMonitor())("GET", "/dashboard");
  assertEquals([answer.status, answer.headers["content-type"]], [200, "text/html; charset=utf-8"]);
  for (const part of ["<h2>Core Web Vitals</h2>", "1.85 s (Good)", "color-scheme: light dark", "width=device-width"]) {
    assertStringIncludes(text, part);
  }
  for (const type of ["largest-contentful-paint", "first-input", "layout-shift", METRICS]) {
    assertStringIncludes(text, type);
  }
  assert(!/(src|href)="(?!data:)/.test(text), "nothing is loaded from elsewhere");
  const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? "");
  assertEquals(scripts.length, 2);
  for (const script of scripts) new Function(script);
});

Deno.test("the panels' function works from its source alone, as in the browser", () => {
  const { text, monitor } = serve(documentMonitor())("GET", "/dashboard");
  const source = /<script>(function dashboardPanels[\s\S]*?)\nconst refresh/.exec(text)?.[1] ?? "";
  const again: unknown = new Function("metrics", `${source}; return dashboardPanels(metrics);`)(monitor.metrics());
  assertEquals(again, dashboardPanels(monitor.metrics()));
});
