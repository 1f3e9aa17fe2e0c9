import { formatDuration } from "../../base/units.ts";
import type { Result } from "../../runner/result_schema.ts";
import { designMarker, designShade, PALETTE } from "../palette.ts";
import { carries, PERCENTILES, percentileText } from "../percentile.ts";
import { spreadOf, spreadText } from "../spread.ts";
import type { Chart, Drawing, Encoding, Frame, Layer } from "./chart.ts";
import { AXIS_LABELS } from "./axis_labels.ts";
import { logAxis } from "./log_axis.ts";

const MARGIN = { top: 4, right: 60, bottom: 38, left: 48 };
const ROW_PX = 17;
const GAP_PX = 14;

/** The percentiles of each design, with the least and the largest value over the repeats as whiskers. */
export const latencyPercentiles: Chart = {
  title: "Latency percentiles",
  unit: "time a reply, logarithmic; whiskers span the repeats",
  section: "latency",
  rank: 1,
  legend: "designs",
  description: (result) => {
    const parts = result.designs.map((design) => {
      const spread = spreadText(spreadOf(design, ({ latencyMs }) => latencyMs.p95), formatDuration);
      const over = spread === "" ? "" : ` (${spread} over ${design.repeats.length} repeats)`;
      return `${design.name}: p50 ${percentileText(design.latencyMs, PERCENTILES[0])}, p95 ${
        percentileText(design.latencyMs, PERCENTILES[2])
      }${over}`;
    });
    return parts.length === 0 ? "The result holds no design." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) => {
    const marks = marksOf(result);
    return marks.length === 0 ? [] : [drawing(result, frame, marks)];
  },
  table: (result) => ({
    head: ["percentile", ...result.designs.map(({ name }) => name)],
    rows: PERCENTILES.map((percentile) => [
      percentile.label,
      ...result.designs.map((design) => {
        const spread = spreadText(spreadOf(design, ({ latencyMs }) => latencyMs[percentile.key]), formatDuration);
        const value = percentileText(design.latencyMs, percentile);
        return spread === "" ? value : `${value} (${spread})`;
      }),
    ]),
  }),
};

interface Mark {
  readonly row: number;
  readonly series: number;
  readonly ms: number;
  readonly least: number;
  readonly largest: number;
  readonly text: string;
}

function groupPx(result: Result): number {
  return result.designs.length * ROW_PX + GAP_PX;
}

function marksOf(result: Result): Mark[] {
  return PERCENTILES.flatMap((percentile, group) =>
    result.designs.flatMap((design, series) => {
      const ms = design.latencyMs[percentile.key];
      if (!(ms > 0) || !carries(design.latencyMs, percentile)) return [];
      const spread = spreadOf(design, ({ latencyMs }) => latencyMs[percentile.key]);
      const [least, largest] = [spread?.least ?? ms, spread?.largest ?? ms].map((value) => value > 0 ? value : ms);
      const row = group * groupPx(result) + GAP_PX / 2 + (series + 0.5) * ROW_PX;
      return [{ row, series, ms, least: least!, largest: Math.max(largest!, ms), text: formatDuration(ms) }];
    })
  );
}

function drawing(result: Result, frame: Frame, marks: readonly Mark[]): Drawing {
  const group = groupPx(result);
  const plot = {
    widthPx: frame.widthPx - MARGIN.left - MARGIN.right,
    heightPx: PERCENTILES.length * group,
  };
  const axis = logAxis(marks.flatMap(({ least, largest, ms }) => [least, largest, ms]));
  const encoding: Encoding = {
    x: {
      field: "ms",
      type: "quantitative",
      scale: { type: "log", domain: axis.domain, nice: false },
      axis: {
        title: "latency, log scale",
        grid: true,
        values: thinned(axis.values, plot.widthPx),
        labelExpr: AXIS_LABELS.milliseconds,
      },
    },
    y: {
      field: "row",
      type: "quantitative",
      scale: { domain: [0, plot.heightPx], range: [0, plot.heightPx] },
      axis: null,
    },
  };
  return { label: "", plot, margin: MARGIN, spec: { layer: layersOf(result, marks, plot.widthPx), encoding } };
}

function layersOf(result: Result, marks: readonly Mark[], widthPx: number): Layer[] {
  const group = groupPx(result);
  const domain = result.designs.map((_, index) => index);
  const color = {
    field: "series",
    type: "nominal",
    scale: { domain, range: domain.map((index) => designShade(index).light) },
    legend: null,
  } as const;
  const heads = PERCENTILES.map(({ label }, index) => ({ label, row: (index + 0.5) * group, end: index * group }));
  return [
    {
      data: { values: heads.slice(1) },
      mark: { type: "rule", color: PALETTE.line.light },
      encoding: { x: { value: -MARGIN.left + 4 }, x2: { value: widthPx }, y: { field: "end", type: "quantitative" } },
    },
    {
      data: { values: heads },
      mark: { type: "text", align: "left", baseline: "middle", fontWeight: 600, fontSize: 12.5 },
      encoding: { x: { value: -MARGIN.left + 4 }, text: { field: "label", type: "nominal" } },
    },
    {
      data: { values: [...marks] },
      mark: { type: "rule", strokeWidth: 1.5 },
      encoding: { x: { field: "least", type: "quantitative" }, x2: { field: "largest" }, color },
    },
    ...(["least", "largest"] as const).map((field): Layer => ({
      data: { values: [...marks] },
      mark: { type: "tick", orient: "vertical", size: 11, thickness: 1.5 },
      encoding: { x: { field, type: "quantitative" }, color },
    })),
    {
      data: { values: [...marks] },
      mark: { type: "point", filled: true, size: 40, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: {
        color,
        shape: { field: "series", type: "nominal", scale: { domain, range: domain.map(designMarker) }, legend: null },
      },
    },
    {
      data: { values: [...marks] },
      mark: { type: "text", align: "left", baseline: "middle", dx: 8, fontSize: 11 },
      encoding: { x: { field: "largest", type: "quantitative" }, text: { field: "text", type: "nominal" } },
    },
  ];
}

/** At most one grid line in 55 pixels. */
function thinned(values: readonly number[], widthPx: number): number[] {
  const every = Math.ceil((values.length * 55) / widthPx);
  return values.filter((_, index) => index % every === 0);
}
