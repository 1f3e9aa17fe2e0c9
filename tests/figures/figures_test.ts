import { assert, assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { FIGURES } from "../../src/figures/figures.ts";
import { checksById, judgeFigures } from "../../src/figures/judge.ts";
import type { FigureRow } from "../../src/runner/result_figures_schema.ts";
import { soundEvidence } from "./sound_evidence.ts";
import { spoiledEvidence } from "./spoiled_evidence.ts";

const SHARED = new URL("../../../shared/reference/figures.csv", import.meta.url);
const sound = soundEvidence();
const judged = judgeFigures(FIGURES, sound);

function idsWith(rows: readonly FigureRow[], ...verdicts: readonly FigureRow["verdict"][]): string[] {
  return rows.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
}

Deno.test("every figure has exactly one check, and every check its figure", () => {
  const ids = FIGURES.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
  assertEquals([...checksById().keys()].sort(), [...ids].sort());
});

Deno.test({
  name: "the figures are those of the reference (ignored where ../shared is absent)",
  ignore: !exists(SHARED),
  async fn() {
    const ours = await Deno.readTextFile(new URL("../../src/figures/figures.csv", import.meta.url));
    assertEquals(ours, await Deno.readTextFile(SHARED));
  },
});

Deno.test("no row goes without its reason, and what was checked has a value", () => {
  for (const { id, simulated, live, verdict, why } of judged) {
    assertGreater(why.length, 10, id);
    if (verdict !== "not checked here yet") assert(simulated !== null || live !== null, id);
  }
});

Deno.test("parameters and alert rules hold in the designs as they are built", () => {
  const wanted = FIGURES.filter(({ architecture, kind }) =>
    architecture === "A" && (kind === "parameter" || kind === "alert")
  );
  const holding = idsWith(judged, "holds");
  assertEquals(wanted.filter(({ id }) => !holding.includes(id)).map(({ id }) => id), []);
});

Deno.test("without evidence nothing is judged", () => {
  const nothing = { ...sound, designs: new Map(), budgets: [], runs: () => [], walk: () => undefined, live: undefined };
  assertEquals(idsWith(judgeFigures(FIGURES, nothing), "holds", "holds under a stated condition", "does not hold"), []);
});

Deno.test("no check passes vacuously: with every setting, limit, time and ratio wrong, no figure holds", () => {
  const rows = judgeFigures(FIGURES, spoiledEvidence(sound));
  assertEquals(idsWith(rows, "holds", "holds under a stated condition"), []);
  // What was judged before is judged still: it fails, rather than falling silent.
  const checked = new Set(idsWith(judged, "holds", "holds under a stated condition", "does not hold"));
  // A codec at a mistaken level was never tried; with the designs as they are, its figure fails too.
  const withDesigns = judgeFigures(FIGURES, { ...spoiledEvidence(sound), designs: sound.designs });
  const failing = new Set([...idsWith(rows, "does not hold"), ...idsWith(withDesigns, "does not hold")]);
  const silent = [...checked].filter((id) => !failing.has(id));
  assertEquals(silent, []);
});

Deno.test("each part of the evidence matters to some figure by itself", () => {
  const spoiled = spoiledEvidence(sound);
  for (const part of ["designs", "budgets", "smartTtl", "runs", "walk", "live"] as const) {
    const rows = judgeFigures(FIGURES, { ...sound, [part]: spoiled[part] });
    const verdicts = (some: readonly FigureRow[]) => some.map(({ verdict }) => verdict);
    assertNotEquals(verdicts(rows), verdicts(judged), part);
  }
});

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false;
  }
}
