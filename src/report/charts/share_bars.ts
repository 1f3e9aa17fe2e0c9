import { formatPercent } from "../../base/units.ts";
import { PALETTE, TIER_INK, tierFill } from "../palette.ts";
import type { Drawing, Encoding, Frame, Layer } from "./chart.ts";

const MARGIN = { top: 2, right: 8, bottom: 38, left: 8 };
const ROW_PX = 58;
const BAR_TOP_PX = 22;
const BAR_PX = 26;
const LETTER_PX = 6.4;

/** A whole divided into shares: one bar, with its title above it. */
export interface ShareBar {
  readonly title: string;
  /** `fill`: which of the tiles' colours; -1 is left open, an outline without one. */
  readonly shares: readonly { readonly fill: number; readonly name: string; readonly share: number }[];
}

/** What the bars have in common. */
export interface ShareBarTraits {
  readonly label: string;
  readonly axisTitle: string;
  /** How many colours there are. */
  readonly fills: number;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly fill: number;
  readonly text: string;
  readonly at: number;
  readonly top: number;
}

/** Bars under one another on a common axis from 0 to 1. */
export function shareBars(rows: readonly ShareBar[], frame: Frame, traits: ShareBarTraits): Drawing {
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: rows.length * ROW_PX };
  const segments = rows.flatMap((row, index) => segmentsOf(row, index, plot.widthPx));
  const titles = rows.map(({ title }, row) => ({ top: row * ROW_PX + BAR_TOP_PX - 6, text: title }));
  const layer: Layer[] = [
    bars(segments.filter(({ fill }) => fill >= 0), traits.fills),
    rest(segments.filter(({ fill }) => fill < 0)),
    {
      data: { values: titles },
      mark: { type: "text", align: "left", baseline: "bottom", fontSize: 12.5, fontWeight: 600 },
      encoding: {
        x: { value: 0 },
        y: { field: "top", type: "quantitative" },
        text: { field: "text", type: "nominal" },
      },
    },
    segmentTexts(segments.filter(({ fill }) => fill >= 0), TIER_INK),
    segmentTexts(segments.filter(({ fill }) => fill < 0), PALETTE.ink.light),
  ];
  const encoding: Encoding = {
    x: {
      field: "from",
      type: "quantitative",
      scale: { domain: [0, 1] },
      axis: { title: traits.axisTitle, format: ".0%", tickCount: 5, grid: true },
    },
    y: {
      field: "top",
      type: "quantitative",
      scale: { domain: [0, plot.heightPx], range: [0, plot.heightPx] },
      axis: null,
    },
  };
  return { label: traits.label, plot, margin: MARGIN, spec: { layer, encoding } };
}

function segmentsOf({ shares }: ShareBar, row: number, widthPx: number): Segment[] {
  const scale = Math.max(1, shares.reduce((sum, { share }) => sum + share, 0));
  let from = 0;
  return shares.filter(({ share }) => share > 0).map(({ fill, name, share }) => {
    const to = from + share / scale;
    const segment = {
      from,
      to,
      fill,
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

function bars(values: readonly Segment[], fills: number): Layer {
  const domain = Array.from({ length: fills }, (_, index) => index);
  return {
    data: { values: values.map((segment) => ({ ...segment, bottom: segment.top + BAR_PX })) },
    mark: { type: "rect", stroke: PALETTE.card.light, strokeWidth: 1.5 },
    encoding: {
      x2: { field: "to" },
      y2: { field: "bottom" },
      color: { field: "fill", type: "nominal", scale: { domain, range: domain.map(tierFill) }, legend: null },
    },
  };
}

/** An outline without a fill. */
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
