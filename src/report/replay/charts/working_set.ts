import { formatCount } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../../charts/axis_labels.ts";
import type { Drawing, Frame, Layer } from "../../charts/chart.ts";
import { everyNth, seriesColour, seriesShape } from "../../charts/series.ts";
import { PALETTE } from "../../palette.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { stretchAxis } from "../stretch_axis.ts";

const MARGIN = { top: 20, right: 14, bottom: 38, left: 52 };
const HEIGHT_PX = 200;

/** How fast the set of wanted objects changes, whatever the cache. */
export const workingSet: ReplayChart = {
  title: "Working set",
  unit: "objects asked for in each stretch of the trace, and those of them never asked for before",
  section: "over-time",
  rank: 2,
  legend: "working set",
  description: ({ shape }) => {
    if (shape === null || shape.workingSet.length === 0) return "The trace was not analysed.";
    const [distinct, fresh] = [shape.workingSet.map((w) => w.distinct), shape.workingSet.map((w) => w.fresh)];
    const span = (values: number[]) => `${formatCount(Math.min(...values))} to ${formatCount(Math.max(...values))}`;
    return `${span(distinct)} distinct objects in a stretch, ${span(fresh)} of them new; ${
      formatCount(fresh.at(-1)!)
    } new ones in the last.`;
  },
  drawings: (result, frame) => result.shape === null ? [] : [drawing(result, result.shape.workingSet, frame)],
  table: ({ shape, trace }) => {
    const windows = shape?.workingSet ?? [];
    return {
      head: ["from request", "distinct objects", "new ones"],
      rows: windows.map(({ distinct, fresh }, window) => [
        formatCount(Math.floor((window * trace.requests) / windows.length) + 1),
        formatCount(distinct),
        formatCount(fresh),
      ]),
    };
  },
};

function drawing(
  result: ReplayResult,
  windows: NonNullable<ReplayResult["shape"]>["workingSet"],
  frame: Frame,
): Drawing {
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: HEIGHT_PX };
  const marks = (["distinct", "fresh"] as const).flatMap((kind, series) =>
    windows.map((window, index) => ({
      at: ((index + 0.5) * result.trace.requests) / windows.length,
      objects: window[kind],
      series,
    }))
  );
  const layer: Layer[] = [
    { data: { values: marks }, mark: { type: "line" }, encoding: { color: seriesColour(2) } },
    {
      data: { values: everyNth(marks) },
      mark: { type: "point", filled: true, size: 42, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: { color: seriesColour(2), shape: seriesShape(2) },
    },
  ];
  const y = {
    field: "objects",
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { title: "objects", titleX: 2 - MARGIN.left, titleY: -8, labelExpr: AXIS_LABELS.count, tickCount: 5 },
  } as const;
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding: { x: stretchAxis(result, frame), y } } };
}
