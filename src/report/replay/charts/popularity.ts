import { formatCount, formatPercent } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../../charts/axis_labels.ts";
import type { Drawing, Frame, Layer } from "../../charts/chart.ts";
import { logAxis } from "../../charts/log_axis.ts";
import { designShade, PALETTE } from "../../palette.ts";
import type { ReplayChart } from "../replay_chart.ts";

const MARGIN = { top: 22, right: 14, bottom: 38, left: 52 };
const HEIGHT_PX = 220;

type Shape = NonNullable<ReplayResult["shape"]>;

/** How unevenly requests spread over objects: the steeper, the more a small cache keeps. */
export const popularity: ReplayChart = {
  title: "Popularity",
  unit: "requests to each object, by rank, both logarithmic; dashed: the Zipf law that fits best",
  section: "trace",
  rank: 1,
  legend: "none",
  description: ({ shape, trace }) => {
    const most = shape?.popularity[0];
    if (!shape || !most) return "The trace was not analysed.";
    return `The most wanted object has ${formatCount(most.y)} of ${formatCount(trace.requests)} requests; ` +
      `${formatPercent(shape.onceOnly / trace.objects)} of the objects are asked for once only; ` +
      `the best fitting Zipf law has the exponent ${shape.zipfExponent.toFixed(2)}.`;
  },
  drawings: ({ shape }, frame) => shape === null || shape.popularity.length === 0 ? [] : [drawing(shape, frame)],
  table: ({ shape }) => ({
    head: ["rank", "requests"],
    rows: (shape?.popularity ?? []).map(({ x, y }) => [formatCount(x), formatCount(y)]),
  }),
};

function drawing(shape: Shape, frame: Frame): Drawing {
  const { popularity: points } = shape;
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: HEIGHT_PX };
  const [ranks, counts] = [logAxis(points.map(({ x }) => x)), logAxis(points.map(({ y }) => y))];
  const axis = { grid: true, labelExpr: AXIS_LABELS.count };
  const layer: Layer[] = [
    {
      data: { values: fittedLine(shape, counts.domain) },
      mark: { type: "line", color: PALETTE.muted.light, strokeDash: [6, 3], strokeWidth: 1.4 },
      encoding: {},
    },
    {
      data: { values: [...points] },
      mark: { type: "line", color: designShade(1).light, point: false },
      encoding: {},
    },
    {
      data: { values: [...points] },
      mark: { type: "point", filled: true, size: 16, opacity: 1, color: designShade(1).light },
      encoding: {},
    },
  ];
  return {
    label: "",
    plot,
    margin: MARGIN,
    spec: {
      layer,
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          scale: { type: "log", domain: ranks.domain, nice: false },
          axis: { ...axis, title: "rank of the object", values: ranks.values },
        },
        y: {
          field: "y",
          type: "quantitative",
          scale: { type: "log", domain: counts.domain, nice: false },
          axis: { ...axis, title: "requests", values: counts.values, titleX: 2 - MARGIN.left, titleY: -8 },
        },
      },
    },
  };
}

/** Through the points' middle (mean of the logarithms), as least squares lays it. */
function fittedLine({ popularity: points, zipfExponent }: Shape, [least, largest]: readonly [number, number]) {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + Math.log(value), 0) / values.length;
  const offset = mean(points.map(({ y }) => y)) + zipfExponent * mean(points.map(({ x }) => x));
  return points.map(({ x }) => ({ x, y: Math.exp(offset - zipfExponent * Math.log(x)) }))
    .filter(({ y }) => y >= least && y <= largest);
}
