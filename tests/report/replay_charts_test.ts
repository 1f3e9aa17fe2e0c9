import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Frame } from "../../src/report/charts/chart.ts";
import { drawSvg } from "../../src/report/charts/draw_svg.ts";
import * as registered from "../../src/report/replay/registered.ts";
import type { ReplayChart } from "../../src/report/replay/replay_chart.ts";
import { replayConclusions } from "../../src/report/replay/replay_conclusions.ts";
import { replayHeadline, sizeSentence } from "../../src/report/replay/replay_findings.ts";
import { sampleReplay } from "./sample_replay.ts";

const charts: Readonly<Record<string, ReplayChart>> = registered;
const frames: readonly Frame[] = [{ widthPx: 540, isNarrow: false }, { widthPx: 328, isNarrow: true }];
const sample = sampleReplay({ policies: ["lru", "sieve"], sizes: [100] });
const empty = { ...sample, rows: [], bounds: [], overTime: [], curves: [], causes: [], shape: null };

for (const [name, chart] of Object.entries(charts)) {
  Deno.test(`replay chart ${name}: says what it shows, draws at both widths, and nothing from nothing`, () => {
    assert(chart.title.length > 0 && chart.unit.length > 0);
    for (const result of [sample, empty]) assertMatch(chart.description(result), /^.{10,}\.$/);
    for (const frame of frames) {
      const drawings = chart.drawings(sample, frame);
      assert(drawings.length > 0);
      for (const drawing of drawings) {
        const svg = drawSvg(drawing);
        assertMatch(svg, new RegExp(`^<svg[^>]* viewBox="0 0 ${frame.widthPx} [0-9]+">.*</svg>$`, "s"));
        assertEquals(svg.match(/NaN|Infinity|undefined|url\(/), null);
      }
      assertEquals(chart.drawings(empty, frame).length, 0);
    }
    const { head, rows } = chart.table(sample);
    assert(rows.length > 0);
    for (const row of rows) assertEquals(row.length, head.length);
  });
}

Deno.test("headlines: one winner, several, one policy, bounds alone", () => {
  assertEquals(replayHeadline(sample), "sieve keeps the most hits at 100 objects (2.0 % of all)");
  assertMatch(
    replayHeadline(sampleReplay({ policies: ["lru"] })),
    /^lru answers [\d.]+ % to [\d.]+ % of the requests$/,
  );
  assertEquals(replayHeadline(sampleReplay({ policies: ["belady"] })), "Only bounds were replayed");
  const tied = sampleReplay({ policies: ["lru", "fifo"] });
  const rows = tied.rows.map((row) => ({ ...row, misses: 9000, missRatio: 0.18 }));
  assertEquals(replayHeadline({ ...tied, rows }), "lru and fifo keep the most hits at every size");
  assertStringIncludes(replayConclusions({ ...tied, rows }).join(" "), "there the choice hardly matters");
});

Deno.test("a size's sentence names the best, what it gains on lru, and what the bound leaves", () => {
  const sentence = sizeSentence(sample, { size: 100, sizeUnit: "objects" });
  assertMatch(sentence, /^sieve with [\d.]+ % hits, [\d.]+ points more than lru, [\d.]+ points below the bound\.$/);
});
