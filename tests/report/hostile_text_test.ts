import { assertEquals } from "@std/assert";
import { renderReport } from "../../src/report/report.ts";
import { type Result, RESULT_SCHEMA, resultSchema } from "../../src/runner/result_schema.ts";
import { decode } from "../../src/base/decode.ts";
import { packedBase64 } from "../../src/cli/packed_base64.ts";
import { sampleResult } from "./sample_result.ts";

const HOSTILE = `</script></style></title></td><b onload="alert(1)">'\${datum.x}&amp;<!--`;
/** Strings that the schema restricts. */
const CLOSED = new Set([RESULT_SCHEMA, "simulated", "phase", "fault", "ms", "ratio", "score", "<=", ">=", "firing"]);
const CLOSED_TOO = new Set(["cleared", "measured", "documented", "assumed"]);

/** Puts hostile text into every string and into every key that names something. */
function poison(value: unknown, isRecord = false): unknown {
  if (typeof value === "string") return CLOSED.has(value) || CLOSED_TOO.has(value) ? value : HOSTILE + value;
  if (Array.isArray(value)) return value.map((item) => poison(item));
  if (typeof value !== "object" || value === null) return value;
  const records = ["servedBy", "latencyByRoute", "vitals", "degraded", "tierHitRatios", "versions"];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [isRecord ? HOSTILE + key : key, poison(item, records.includes(key))]),
  );
}

function poisoned(): Result {
  const result: Result = { ...sampleResult({ points: 6 }), interrupted: true };
  result.predictions.push({ metric: "p95", simulated: 1, live: 2, error: 0.5, tolerance: 0.1, pass: false });
  return decode(resultSchema, poison(result), "the poisoned sample");
}

const html = renderReport(poisoned(), { pack: packedBase64 });

Deno.test("no text of the result becomes markup", () => {
  assertEquals(html.includes("<b "), false);
  assertEquals([...html.matchAll(/<script/g)].length, 1);
  for (const end of ["</script>", "</style>", "</title>"]) assertEquals(html.split(end).length, 2, end);
  const withoutValues = html.replace(/<script.*?<\/script>/gs, "").replace(/="[^"]*"/g, "");
  assertEquals(/<[^>]*\sonload/.test(withoutValues), false);
  assertEquals(html.includes("<!--"), false);
});

Deno.test("the page's structure does not depend on the texts in it", () => {
  const tags = (html: string) =>
    [...html.replace(/<script.*?<\/script>/gs, "").matchAll(/<\/?([a-z]\w*)/g)].map(([, name]) => name)
      .filter((name) => name !== "text" && name !== "g").join(" ");
  const plain: Result = { ...sampleResult({ points: 6 }), interrupted: true };
  plain.predictions.push({ metric: "p95", simulated: 1, live: 2, error: 0.5, tolerance: 0.1, pass: false });
  const withoutCharts = (html: string) => html.replace(/<svg font.*?<\/svg>/gs, "");
  assertEquals(tags(withoutCharts(html)), tags(withoutCharts(renderReport(plain, { pack: packedBase64 }))));
});
