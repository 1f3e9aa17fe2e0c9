import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { csvOf } from "../../src/report/formats/csv.ts";
import { junitOf } from "../../src/report/formats/junit.ts";
import { markdownOf } from "../../src/report/formats/markdown.ts";
import type { Result } from "../../src/runner/result_schema.ts";
import { sampleResult } from "./sample_result.ts";

const sample = sampleResult({ points: 6 });
const HOSTILE = `|</details><script>x</script>]]>&"'\n# =cmd()\u0001`;

function hostile(): Result {
  const [first, ...others] = sample.designs;
  return { ...sample, scenario: HOSTILE, warnings: [HOSTILE], designs: [{ ...first!, name: HOSTILE }, ...others] };
}

Deno.test("Markdown begins with the verdict, names every design and budget, marks outcomes", () => {
  const text = markdownOf(sample);
  assertMatch(text, /^## 2 of 4 designs meet every budget/);
  for (const { name } of sample.designs) assertStringIncludes(text, `**${name}**`);
  assertStringIncludes(text, "✅");
  assertStringIncludes(text, "❌");
  assertStringIncludes(text, `    ${sample.command}`);
  const widths = text.split("\n").filter((line) => line.startsWith("| ")).map((line) => line.split(" | ").length);
  assertEquals(new Set(widths.slice(0, 4)).size, 1);
});

Deno.test("no text of a result becomes markup in Markdown", () => {
  const text = markdownOf(hostile());
  assertEquals(text.includes("<script>"), false);
  assertEquals([...text.matchAll(/<\/details>/g)].length, [...text.matchAll(/<details>/g)].length);
  assertEquals([...text.matchAll(/^#+ /gm)].length, 1);
});

Deno.test("JUnit has a case for every budget of every design; broken ones fail, those without a value are skipped", () => {
  const xml = junitOf(sample);
  const budgets = sample.designs.flatMap((design) => design.budgets);
  const count = (pattern: RegExp) => [...xml.matchAll(pattern)].length;
  assertEquals(count(/<testcase /g), budgets.length);
  assertEquals(count(/<failure /g), budgets.filter(({ pass }) => pass === false).length);
  assertEquals(count(/<skipped /g), budgets.filter(({ pass }) => pass === null).length);
  assertStringIncludes(xml, `tests="${budgets.length}" failures="${count(/<failure /g)}"`);
});

Deno.test("no text of a result becomes markup in JUnit; its elements are balanced", () => {
  const xml = junitOf(hostile());
  assertEquals(xml.includes("<script"), false);
  assertEquals(xml.includes("\u0001"), false);
  const open: string[] = [];
  for (const [, close, name, empty] of xml.replace(/<\?.*?\?>/, "").matchAll(/<(\/?)([a-z-]+)[^>]*?(\/?)>/g)) {
    if (close) assertEquals(open.pop(), name);
    else if (!empty) open.push(name!);
  }
  assertEquals(open, []);
});

Deno.test("CSV has a row a run with as many cells as the head; a formula stays a text", () => {
  const rows = csvOf(sample).split("\r\n").slice(0, -1);
  const runs = sample.designs.reduce((sum, design) => sum + design.repeats.length, 0);
  assertEquals(rows.length, runs + 1);
  const cells = rows[0]!.split(",").length;
  for (const row of rows) assertEquals(row.split(",").length, cells);
  assert(rows[0]!.startsWith("scenario,world,design,seed,"));
  const named = { ...sample, scenario: `=HYPERLINK("x")` };
  assertStringIncludes(csvOf(named), `"'=HYPERLINK(""x"")"`);
});
