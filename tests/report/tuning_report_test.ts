import { assertEquals, assertStringIncludes } from "@std/assert";
import { renderTuning } from "../../src/report/tuning/tuning_report.ts";
import { TUNING_SCHEMA, type TuningResult } from "../../src/runner/result_tuning_schema.ts";

const RUNS = [{ seed: 1, cost: 100, p95: 80 }, { seed: 2, cost: 102, p95: 82 }];

function sample(text: string): TuningResult {
  const estimate = { mean: 101, interval: null };
  const misses = [{ id: text, by: 0.25 }];
  return {
    schema: TUNING_SCHEMA,
    date: text,
    design: text,
    scenario: text,
    seed: 1,
    requests: 1000,
    durationMs: 10_000,
    axes: [{ path: text, values: [text] }],
    limits: [{ id: text, relation: "<=", limit: 500, unit: "ms" }],
    prices: { date: text, currency: text, source: text },
    search: { possible: 40, tried: 12, runs: 30, stages: [{ share: 0.25, seeds: 1, settings: 12 }] },
    stage: { share: 1, seeds: 2 },
    settings: [
      { vary: text, cost: 101, p95: 81, misses: [], onFront: true, runs: RUNS },
      { vary: text, cost: 90, p95: 95, misses, onFront: false, runs: RUNS },
    ],
    confirmation: {
      cost: estimate,
      p95: { mean: 81, interval: [80, 82] },
      misses,
      runs: RUNS,
      today: { cost: 120, p95: 79, misses: [], runs: RUNS },
      difference: { cost: { mean: -19, interval: [-20, -18] }, p95: estimate },
    },
    module: text,
    warnings: [text],
    interrupted: true,
    digest: text,
    elapsedMs: 1,
    command: text,
    versions: { tierlab: text },
    machine: { os: text, arch: text, cpus: 2, memoryBytes: 1e9 },
  };
}

Deno.test("the page of a search says what was found, what it misses, and that it was stopped", () => {
  const html = renderTuning(sample("plain"));
  for (const text of ["Stopped before its end", "On fresh seeds it misses", "plain by 25.0 %", "80 ms to 82 ms"]) {
    assertStringIncludes(html, text);
  }
  assertStringIncludes(html, "too few seeds for an interval");
  assertEquals(renderTuning(sample("plain")), html);
});

Deno.test("the page of a search that found nothing says so", () => {
  const html = renderTuning({ ...sample("plain"), settings: [], confirmation: null, module: null });
  assertStringIncludes(html, "No setting of plain was finished on plain");
  assertStringIncludes(html, "Nothing to draw");
});

Deno.test("no text of a search becomes markup", () => {
  const html = renderTuning(sample(`</script></style></title><b onload="alert(1)">'&amp;<!--`));
  assertEquals(html.includes("<b "), false);
  assertEquals(html.includes("<!--"), false);
  for (const end of ["</script>", "</style>", "</title>"]) assertEquals(html.split(end).length, 2, end);
});
