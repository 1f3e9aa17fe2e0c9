import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { Chart, Frame } from "../../src/report/charts/chart.ts";
import { compactSvg } from "../../src/report/charts/compact_svg.ts";
import { drawSvg } from "../../src/report/charts/draw_svg.ts";
import { mergeMarks } from "../../src/report/charts/merge_marks.ts";
import { logAxis } from "../../src/report/charts/log_axis.ts";
import * as registered from "../../src/report/charts/registered.ts";
import { tierNames } from "../../src/report/charts/tier_names.ts";
import { sampleResult } from "./sample_result.ts";

const charts: Readonly<Record<string, Chart>> = registered;
const frames: readonly Frame[] = [{ widthPx: 540, isNarrow: false }, { widthPx: 328, isNarrow: true }];
const sample = sampleResult({ points: 24 });
const empty = { ...sample, designs: [] };

for (const [name, chart] of Object.entries(charts)) {
  Deno.test(`chart ${name}: has a title, a unit and a description with or without data`, () => {
    assert(chart.title.length > 0 && chart.unit.length > 0);
    for (const result of [sample, empty]) assertMatch(chart.description(result), /^.{10,}\.$/);
  });

  Deno.test(`chart ${name}: draws at both widths, and nothing from nothing`, () => {
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
  });

  Deno.test(`chart ${name}: its table is rectangular and names every design`, () => {
    const { head, rows } = chart.table(sample);
    assert(rows.length > 0);
    for (const row of rows) assertEquals(row.length, head.length);
    const text = JSON.stringify([head, rows.map(([first]) => first)]);
    const wanted = name === "tierHitRatioOverTime" ? sample.designs.slice(1) : sample.designs;
    for (const design of wanted) assert(text.includes(design.name), design.name);
  });
}

Deno.test("time charts name every phase and fault", () => {
  const [drawing] = charts["p95OverTime"]!.drawings(sample, frames[0]!);
  const svg = drawSvg(drawing!);
  for (const { name } of sample.workload.bands) assert(svg.includes(name), name);
  assert(svg.includes("fault: Redis unreachable"));
});

Deno.test("a chart's mistake is an error, not an empty picture", () => {
  const [drawing] = charts["bytesOverTime"]!.drawings(sample, frames[0]!);
  const spec = {
    data: { values: [{ a: 1 }] },
    mark: "point",
    params: [{ name: "broken", expr: "datum.a.b.c" }],
  } as const;
  assertThrows(() => drawSvg({ ...drawing!, spec: { ...spec, params: [...spec.params] } }), TypeError, "Cannot draw");
});

Deno.test("logarithmic axes begin and end at 1, 2 or 5", () => {
  assertEquals(logAxis([3, 70]), { domain: [2, 100], values: [2, 5, 10, 20, 50, 100] });
  assertEquals(logAxis([10, 10]).domain, [10, 20]);
  assertEquals(logAxis([0.3, 40_000]).values, [1, 10, 100, 1000, 10_000]);
  assertEquals(logAxis([0, Infinity]).domain, [1, 10]);
});

Deno.test("tiers of all designs stand in the order in which a request meets them", () => {
  assertEquals(tierNames(sample), ["cdn", "nginx", "l1", "l2", "query-cache"]);
});

Deno.test("compacting keeps text and the end of a line", () => {
  assertEquals(
    compactSvg(`<svg xmlns="http://www.w3.org/2000/svg"><g class="a"><text>1.23456 class="x"</text></g></svg>`),
    `<svg font-size="11.5px"><text>1.23456 class="x"</text></svg>`,
  );
  assertEquals(
    compactSvg(`<path d="M0.04,0L1.26,2.04L3.33,1" stroke="#fff"/>`),
    `<path d="M0,0l1.5,2l2-1" stroke="#fff"/>`,
  );
  assertEquals(
    compactSvg(`<path d="M0,0L10.5,-0.5L20,20" stroke="#fff"/>`),
    `<path d="M0,0l10.5-.5l9.5,20.5" stroke="#fff"/>`,
  );
});

Deno.test("marks that look alike are joined; what is translucent or moved is not", () => {
  assertEquals(
    mergeMarks(`<line transform="translate(0,95)" x2="9" stroke="#e6e9ed"/><line x2="9" stroke="#e6e9ed"/>`),
    `<path d="M0,95h9M0,0h9" stroke="#e6e9ed"/>`,
  );
  const apart = `<path d="M0,0h1" fill="#fff" opacity="0.5"/><path d="M0,0h1" fill="#fff" opacity="0.5"/>`;
  assertEquals(mergeMarks(apart), apart);
  const texts = [0, 1, 2].map((x) => `<text text-anchor="end" x="${x}" y="4" fill="#57616d">&lt;${x}</text>`).join("");
  assertEquals(
    mergeMarks(texts),
    `<g text-anchor="end" fill="#57616d"><text x="0" y="4">&lt;0</text><text x="1" y="4">&lt;1</text>` +
      `<text x="2" y="4">&lt;2</text></g>`,
  );
});
