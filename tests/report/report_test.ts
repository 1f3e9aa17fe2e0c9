import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderReport } from "../../src/report/report.ts";
import { decode } from "../../src/base/decode.ts";
import { type Result, resultSchema } from "../../src/runner/result_schema.ts";
import { PAGE_SCRIPT } from "../../src/report/script/page_script.ts";
import { embeddedDocument, toSevenDigits } from "./embedded_document.ts";
import { packedBase64 } from "../../src/cli/packed_base64.ts";
import { sampleResult } from "./sample_result.ts";

const pack = packedBase64;
const sampleHtml = renderReport(sampleResult(), { pack });
const SIZE_LIMIT = 500_000;

function bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

Deno.test("the sample is a valid result", () => {
  decode(resultSchema, JSON.parse(JSON.stringify(sampleResult())), "the sample");
});

Deno.test("four designs with 120 points each stay below the limit, the result inside", () => {
  const html = renderReport(sampleResult({ points: 120 }), { pack });
  assert(bytes(html) < SIZE_LIMIT, `${bytes(html)} bytes`);
  assert(embeddedDocument(html) !== undefined);
});

Deno.test("a result too large for the page is left out, and the page says so", () => {
  const result = sampleResult({ points: 60 });
  const warnings = Array.from({ length: 4_000 }, (_, line) => `line ${line} ${"x".repeat(100)}`);
  const html = renderReport({ ...result, warnings }, { pack });
  assertEquals(embeddedDocument(html), undefined);
  assertStringIncludes(html, "left out of this file");
});

Deno.test("the same result gives the same bytes", () => {
  assert(renderReport(sampleResult(), { pack }) === sampleHtml);
});

Deno.test("the page asks for nothing from outside and runs its own script only", () => {
  const html = sampleHtml;
  assertEquals([...html.matchAll(/https?:\/\//g)].length, 0);
  assertEquals(html.match(/\ssrc=|@import|url\(|<iframe|<object|\son[a-z]+=/i)?.[0], undefined);
  for (const [, target] of html.matchAll(/\shref="([^"]*)"/g)) {
    assertMatch(target!, /^(?:#[\w-]+|data:,|data:application\/gzip;base64,.*)$/);
  }
  // The one script that the policy allows by its hash.
  assertEquals([...html.matchAll(/<script/g)].length, 1);
  assertStringIncludes(html, `script-src ${PAGE_SCRIPT.source};`);
  assertStringIncludes(html, `<script>${PAGE_SCRIPT.text}</script>`);
});

Deno.test("every link in the page has its target", () => {
  const html = sampleHtml;
  for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) assertStringIncludes(html, ` id="${id}"`);
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  assertEquals(ids.length, new Set(ids).size);
});

Deno.test("the embedded result is the result", () => {
  const result = sampleResult({ points: 3 });
  result.warnings.push("</script><!-- <script> \u2028 &amp;");
  const html = renderReport(result, { pack });
  assertEquals(embeddedDocument(html), toSevenDigits(result));
});

Deno.test("the verdict comes first: headline, sentences, matrix, then everything else", () => {
  const html = sampleHtml;
  const order = ["2 of 4 designs meet every budget", "meets 2 of 6 budgets; broken:", `class="matrix"`, `id="metrics"`];
  const places = [...order, `id="latency"`, `id="designs"`].map((text) => html.indexOf(text, html.indexOf("<body>")));
  assert(places.every((place) => place > 0), String(places));
  assertEquals(places, [...places].sort((a, b) => a - b));
});

Deno.test("value and limit stand in the matrix, outcomes in words", () => {
  const html = sampleHtml;
  for (const text of ["at most 200 ms", "412 ms", "</span> broken", "</span> met", "</span> not applicable"]) {
    assertStringIncludes(html, text);
  }
});

const CASES: Readonly<Record<string, (result: Result) => Result>> = {
  "one design": (result) => ({ ...result, designs: result.designs.slice(0, 1) }),
  "no design": (result) => ({ ...result, designs: [] }),
  "twelve designs": (result) => ({
    ...result,
    designs: [1, 2, 3].flatMap((copy) =>
      result.designs.map((design) => ({ ...design, name: `${design.name}-${copy}` }))
    ),
  }),
  "no repeats": (result) => ({ ...result, designs: result.designs.map((design) => ({ ...design, repeats: [] })) }),
  "no points": (result) => ({
    ...result,
    designs: result.designs.map((design) => ({ ...design, spectrum: [], series: { windowMs: 0, points: [] } })),
  }),
  "one point": (result) => ({
    ...result,
    designs: result.designs.map((design) => ({
      ...design,
      series: { windowMs: 10, points: design.series.points.slice(0, 1) },
    })),
  }),
  "no tiers": (result) => ({ ...result, designs: result.designs.map((design) => ({ ...design, tiers: [] })) }),
  "no budgets": (result) => ({ ...result, designs: result.designs.map((design) => ({ ...design, budgets: [] })) }),
  "no time at all": (result) => ({ ...result, workload: { ...result.workload, durationMs: 0, bands: [] } }),
  "nothing but zeros": (result) => ({
    ...result,
    designs: result.designs.map((design) => ({
      ...design,
      latencyMs: { count: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 },
      spectrum: [[0, 0], [1, 0]],
      series: { windowMs: 1000, points: design.series.points.map((point) => ({ ...point, p50: 0, p95: 0, p99: 0 })) },
    })),
  }),
  "many overlapping bands": (result) => ({
    ...result,
    workload: {
      ...result.workload,
      bands: Array.from({ length: 30 }, (_, index) => ({
        name: `a rather long name ${index}`,
        kind: index % 2 === 0 ? "phase" : "fault",
        fromMs: index * 1000,
        toMs: 500_000,
      })),
    },
  }),
};

for (const [name, change] of Object.entries(CASES)) {
  Deno.test(`renders a result with ${name}`, () => {
    const html = renderReport(change(sampleResult({ points: 12 })));
    assertStringIncludes(html, "</html>");
    const seen = html.slice(html.indexOf("<body>"), html.indexOf("<footer>"));
    assertEquals(seen.match(/NaN|Infinity|undefined|\[object/)?.[0], undefined);
  });
}

Deno.test("a live result shows its predictions, misses first, and says that it is live", () => {
  const html = renderReport({
    ...sampleResult({ designs: 1, points: 6 }),
    world: "live",
    predictions: [
      { metric: "hit ratio", simulated: 0.81, live: 0.8, error: 0.0125, tolerance: 0.02, pass: true },
      { metric: "p95", simulated: 120, live: 190, error: 0.368, tolerance: 0.3, pass: false },
    ],
  });
  assertStringIncludes(html, "measured live");
  assertStringIncludes(html, "1 of 2 predictions");
  assert(html.indexOf("✕ missed") < html.indexOf("✓ held"));
  assertStringIncludes(html, "81.0 %");
});

Deno.test("an interrupted run says so before its headline", () => {
  const html = renderReport({ ...sampleResult({ points: 6 }), interrupted: true });
  assert(html.indexOf("Stopped before its end") < html.indexOf("<h1>"));
  assertStringIncludes(html, "provisional");
});

Deno.test("warnings are announced at the top and listed", () => {
  const html = renderReport(sampleResult({ points: 6 }));
  assert(html.indexOf("One warning about this run") < html.indexOf(`id="verdict"`));
  assertStringIncludes(html, "3 malformed lines skipped");
});
