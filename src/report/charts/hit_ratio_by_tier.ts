import { formatPercent } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { PALETTE, TIER_INK, tierFill } from "../palette.ts";
import type { Chart, Drawing, Encoding, Frame, Layer } from "./chart.ts";
import { tierNames } from "./tier_names.ts";

const MARGIN = { top: 2, right: 8, bottom: 38, left: 8 };
const ROW_PX = 58;
const BAR_TOP_PX = 22;
const BAR_PX = 26;
const LETTER_PX = 6.4;

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly tier: number;
  readonly text: string;
  readonly at: number;
  readonly top: number;
}

/** Where a design's requests were answered, as one bar from the first tier to what no cache answered. */
export const hitRatioByTier: Chart = {
  title: "Hit ratio by tier, whole run",
  unit: "share of all cacheable requests",
  section: "hit-ratio",
  rank: 1,
  legend: "tiers",
  description: (result) =>
    result.designs.map((design) => {
      const parts = design.tiers.map(({ name, shareOfAll }) => `${name} ${formatPercent(shareOfAll)}`).join(", ");
      const whole = summaryOf(design);
      return parts === "" ? whole : `${whole} (${parts})`;
    }).join("; ") + (result.designs.length === 0 ? "The result holds no design." : "."),
  drawings: (result, frame) => result.designs.length === 0 ? [] : [drawing(result, frame)],
  table: (result) => ({
    head: ["design", ...tierNames(result), "by no cache", "hit ratio"],
    rows: result.designs.map((design) => [
      design.name,
      ...tierNames(result).map((name) => {
        const tier = design.tiers.find((tier) => tier.name === name);
        return tier ? formatPercent(tier.shareOfAll) : "–";
      }),
      formatPercent(uncached(design)),
      formatPercent(design.hitRatio),
    ]),
  }),
};

function summaryOf({ name, tiers, hitRatio }: DesignResult): string {
  return tiers.length === 0 ? `${name}: no cache` : `${name}: ${formatPercent(hitRatio)} answered by a cache`;
}

function shortSummaryOf({ name, tiers, hitRatio }: DesignResult): string {
  return `${name}: ${tiers.length === 0 ? "no cache" : formatPercent(hitRatio)}`;
}

function uncached(design: DesignResult): number {
  return Math.max(0, 1 - design.tiers.reduce((sum, { shareOfAll }) => sum + shareOfAll, 0));
}

function drawing(result: Result, frame: Frame): Drawing {
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: result.designs.length * ROW_PX };
  const names = tierNames(result);
  const segments = result.designs.flatMap((design, row) => segmentsOf(design, names, row, plot.widthPx));
  const titles = result.designs.map((design, row) => ({
    top: row * ROW_PX + BAR_TOP_PX - 6,
    text: frame.isNarrow ? shortSummaryOf(design) : summaryOf(design),
  }));
  const layer: Layer[] = [
    bars(segments.filter(({ tier }) => tier >= 0), names.length),
    rest(segments.filter(({ tier }) => tier < 0)),
    {
      data: { values: titles },
      mark: { type: "text", align: "left", baseline: "bottom", fontSize: 12.5, fontWeight: 600 },
      encoding: {
        x: { value: 0 },
        y: { field: "top", type: "quantitative" },
        text: { field: "text", type: "nominal" },
      },
    },
    segmentTexts(segments.filter(({ tier }) => tier >= 0), TIER_INK),
    segmentTexts(segments.filter(({ tier }) => tier < 0), PALETTE.ink.light),
  ];
  const encoding: Encoding = {
    x: {
      field: "from",
      type: "quantitative",
      scale: { domain: [0, 1] },
      axis: { title: "share of cacheable requests", format: ".0%", tickCount: 5, grid: true },
    },
    y: {
      field: "top",
      type: "quantitative",
      scale: { domain: [0, plot.heightPx], range: [0, plot.heightPx] },
      axis: null,
    },
  };
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding } };
}

function segmentsOf(design: DesignResult, names: readonly string[], row: number, widthPx: number): Segment[] {
  const shares = [
    ...design.tiers.map(({ name, shareOfAll }) => ({ tier: names.indexOf(name), name, share: shareOfAll })),
    { tier: -1, name: "no cache", share: uncached(design) },
  ];
  const scale = Math.max(1, shares.reduce((sum, { share }) => sum + share, 0));
  let from = 0;
  return shares.filter(({ share }) => share > 0).map(({ tier, name, share }) => {
    const to = from + share / scale;
    const segment = {
      from,
      to,
      tier,
      text: fitting([`${name} ${formatPercent(share)}`, formatPercent(share)], (share / scale) * widthPx),
      at: (from + to) / 2,
      top: row * ROW_PX + BAR_TOP_PX,
    };
    from = to;
    return segment;
  });
}

function fitting(texts: readonly string[], widthPx: number): string {
  return texts.find((text) => text.length * LETTER_PX + 6 <= widthPx) ?? "";
}

function bars(values: readonly Segment[], tiers: number): Layer {
  const domain = Array.from({ length: tiers }, (_, index) => index);
  return {
    data: { values: values.map((segment) => ({ ...segment, bottom: segment.top + BAR_PX })) },
    mark: { type: "rect", stroke: PALETTE.card.light, strokeWidth: 1.5 },
    encoding: {
      x2: { field: "to" },
      y2: { field: "bottom" },
      color: { field: "tier", type: "nominal", scale: { domain, range: domain.map(tierFill) }, legend: null },
    },
  };
}

/** What no cache answered is left open: an outline without a fill. */
function rest(values: readonly Segment[]): Layer {
  return {
    data: { values: values.map((segment) => ({ ...segment, bottom: segment.top + BAR_PX })) },
    mark: { type: "rect", fill: PALETTE.grid.light, stroke: PALETTE.muted.light, strokeDash: [3, 2], strokeWidth: 1 },
    encoding: { x2: { field: "to" }, y2: { field: "bottom" } },
  };
}

/** The colour is fixed: layers share their scales, and this one belongs to the bars. */
function segmentTexts(segments: readonly Segment[], color: string): Layer {
  const values = segments.filter(({ text }) => text !== "").map((segment) => ({
    ...segment,
    middle: segment.top + BAR_PX / 2,
  }));
  return {
    data: { values },
    mark: { type: "text", align: "center", baseline: "middle", fontSize: 11, color },
    encoding: {
      x: { field: "at", type: "quantitative" },
      y: { field: "middle", type: "quantitative" },
      text: { field: "text", type: "nominal" },
    },
  };
}
