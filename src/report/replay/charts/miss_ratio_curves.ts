import { formatCount, formatPercent } from "../../../base/units.ts";
import type { ReplayResult, ReplayResultCurve } from "../../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../../charts/axis_labels.ts";
import type { Drawing, Encoding, Frame, Layer } from "../../charts/chart.ts";
import { everyNth, seriesColour, seriesShape } from "../../charts/series.ts";
import { PALETTE } from "../../palette.ts";
import { askedSizes, sizeAxis } from "../curve_axes.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { policyNames } from "../replay_names.ts";

const MARGIN = { top: 22, right: 14, bottom: 38, left: 52 };
const HEIGHT_PX = 300;

/** How much memory buys: the miss ratio of each policy at every cache size, and what none can beat. */
export const missRatioCurves: ReplayChart = {
  title: "Miss ratio curves",
  unit: "share of requests that miss; rings mark the knee, dotted lines the sizes asked for",
  section: "curves",
  rank: 1,
  legend: "curves and bound",
  description: (result) =>
    result.curves.length === 0
      ? "No curve was asked for (--mrc)."
      : `${result.curves.map((curve) => descriptionOf(curve)).join("; ")}.`,
  drawings: (result, frame) => result.curves.length === 0 ? [] : [drawing(result, frame)],
  table: (result) => {
    const sizes = [...new Set(result.curves.flatMap((curve) => curve.sizes))].sort((a, b) => a - b);
    return {
      head: ["objects", "share of all", ...result.curves.map(nameOf)],
      rows: sizes.map((size) => [
        formatCount(size),
        formatPercent(size / result.trace.objects),
        ...result.curves.map((curve) => {
          const at = curve.sizes.indexOf(size);
          return at < 0 ? "–" : formatPercent(curve.missRatios[at]!);
        }),
      ]),
    };
  },
};

function nameOf({ policy, role }: ReplayResultCurve): string {
  return role === "bound" ? `${policy} (bound)` : policy;
}

function descriptionOf(curve: ReplayResultCurve): string {
  const { sizes, missRatios, knee } = curve;
  const span = `${formatPercent(missRatios[0]!)} at ${formatCount(sizes[0]!)} to ${
    formatPercent(missRatios.at(-1)!)
  } at ${formatCount(sizes.at(-1)!)} objects`;
  return knee === null || curve.role === "bound"
    ? `${nameOf(curve)}: ${span}`
    : `${nameOf(curve)}: ${span}, knee at ${formatCount(sizes[knee]!)} (${formatPercent(missRatios[knee]!)})`;
}

function drawing(result: ReplayResult, frame: Frame): Drawing {
  const names = policyNames(result);
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: HEIGHT_PX };
  const marks = result.curves.filter(({ role }) => role === "policy").flatMap((curve) =>
    curve.sizes.map((size, index) => ({
      size,
      missRatio: curve.missRatios[index]!,
      series: names.indexOf(curve.policy),
      isKnee: index === curve.knee,
    }))
  );
  const bound = result.curves.filter(({ role }) => role === "bound").flatMap(({ sizes, missRatios }) => {
    return sizes.map((size, index) => ({ size, missRatio: missRatios[index]! }));
  });
  const domain = verticalDomain([...marks, ...bound].map(({ missRatio }) => missRatio));
  const layer: Layer[] = [
    ...askedSizes(result, HEIGHT_PX),
    {
      data: { values: bound },
      mark: { type: "line", color: PALETTE.ink.light, strokeDash: [6, 3], strokeWidth: 1.4 },
      encoding: {},
    },
    { data: { values: marks }, mark: { type: "line" }, encoding: { color: seriesColour(names.length) } },
    {
      data: { values: everyNth(marks) },
      mark: { type: "point", filled: true, size: 42, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: { color: seriesColour(names.length), shape: seriesShape(names.length) },
    },
    {
      data: { values: marks.filter(({ isKnee }) => isKnee) },
      mark: { type: "point", filled: false, shape: "circle", size: 130, opacity: 1, strokeWidth: 2 },
      encoding: { stroke: seriesColour(names.length) },
    },
  ];
  const encoding: Encoding = {
    x: sizeAxis(result, frame),
    y: {
      field: "missRatio",
      type: "quantitative",
      scale: { domain, nice: false },
      axis: {
        title: domain[0] === 0 ? "miss ratio" : "miss ratio, axis not from 0",
        titleX: 2 - MARGIN.left,
        titleY: -8,
        labelExpr: AXIS_LABELS.share,
        tickCount: 6,
      },
    },
  };
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding } };
}

/** From 0, unless all of it would be squeezed into the upper half. */
function verticalDomain(values: readonly number[]): [number, number] {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  const from = least > 0.5 ? Math.floor(least * 10) / 10 : 0;
  return [from, Math.max(from + 0.1, Math.ceil(largest * 10 - 1e-9) / 10)];
}
