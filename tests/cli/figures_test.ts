import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { FIGURES } from "../../src/figures/figures.ts";
import { decode } from "../../src/base/decode.ts";
import { figuresSchema } from "../../src/runner/result_figures_schema.ts";
import { runTierlab } from "./run_tierlab.ts";

const SHORT = ["figures", "--repeats", "1", "--duration", "5s"];

Deno.test("figures --json prints one document with every figure, measured live too, and writes the page", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const outcome = await runTierlab([...SHORT, "--json", "--out", "out"], { cwd: folder });
    assertEquals(outcome.status, 0, outcome.stderr);
    const { rows } = decode(figuresSchema, JSON.parse(outcome.stdout), "the figures");
    assertEquals(rows.map(({ id }) => id), FIGURES.map(({ id }) => id));
    for (const id of ["a.l1.latency", "a.query.latency", "a.zip.brotli.gain", "a.after.payload", "a.flow.miss"]) {
      assert(rows.find((row) => row.id === id)?.live, `${id} was not measured live`);
    }
    assertEquals([...Deno.readDirSync(`${folder}/out`)].map(({ name }) => name).sort(), [
      "figures.html",
      "figures.json",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the table of figures fits 80 columns and explains every row; bad input is one line", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const outcome = await runTierlab([...SHORT, "--out", "out"], { cwd: folder });
    assertEquals(outcome.status, 0, outcome.stderr);
    for (const line of outcome.stdout.split("\n")) assertLess(line.length, 81, line);
    for (const { id } of FIGURES) assertStringIncludes(outcome.stdout, `\n${id} `);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const bad = await runTierlab(["figures", "--repeats", "0"]);
  assertEquals([bad.status, bad.stderr.trimEnd().split("\n").length], [2, 1]);
});
