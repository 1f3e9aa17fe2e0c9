import { formatCount } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../../charts/axis_labels.ts";
import type { Drawing, Frame, Layer } from "../../charts/chart.ts";
import { seriesColour, seriesShape } from "../../charts/series.ts";
import { PALETTE } from "../../palette.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { policyNames } from "../replay_names.ts";
import { isSameSize, sizesOf, sizeText } from "../replay_sizes.ts";

const MARGIN = { top: 2, right: 22, bottom: 38, left: 8 };
const ROW_PX = 40;

/** How fast each simulation ran, so that a reader knows what a larger trace would take. */
export const simulationSpeed: ReplayChart = {
  title: "Speed of the simulations",
  unit: "requests a second, one mark for each cache size",
  section: "speed",
  rank: 1,
  legend: "none",
  description: (result) => {
    const parts = policyNames(result).map((name) => {
      const speeds = speedsOf(result, name);
      const [least, largest] = [Math.min(...speeds), Math.max(...speeds)].map(formatCount);
      return least === largest ? `${name}: ${least}` : `${name}: ${least} to ${largest}`;
    });
    return parts.length === 0 ? "Nothing was replayed." : `Requests a second: ${parts.join("; ")}.`;
  },
  drawings: (result, frame) =>
    result.rows.every(({ requestsPerSecond }) => requestsPerSecond === 0) ? [] : [
      drawing(result, frame),
    ],
  table: (result) => {
    const sizes = sizesOf(result);
    return {
      head: ["policy", ...sizes.map((size) => sizeText(size, result.trace))],
      rows: policyNames(result).map((name) => [
        name,
        ...sizes.map((size) => {
          const row = result.rows.find((row) => row.policy === name && isSameSize(row, size));
          return row ? formatCount(row.requestsPerSecond) : "–";
        }),
      ]),
    };
  },
};

function speedsOf({ rows }: ReplayResult, name: string): number[] {
  return rows.filter(({ policy }) => policy === name).map(({ requestsPerSecond }) => requestsPerSecond);
}

function drawing(result: ReplayResult, frame: Frame): Drawing {
  const names = policyNames(result);
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: names.length * ROW_PX };
  const middle = (series: number) => series * ROW_PX + 29;
  const marks = result.rows.map(({ policy, requestsPerSecond }) => {
    const series = names.indexOf(policy);
    return { speed: requestsPerSecond, at: middle(series), series };
  });
  const rows = names.map((text, series) => ({
    text,
    zero: 0,
    speed: Math.max(...speedsOf(result, text)),
    at: middle(series),
    titleAt: middle(series) - 9,
    series,
  }));
  const layer: Layer[] = [
    {
      data: { values: rows },
      mark: { type: "rule", strokeWidth: 3 },
      encoding: { x2: { field: "zero" }, color: seriesColour(names.length) },
    },
    {
      data: { values: marks },
      mark: { type: "point", filled: true, size: 50, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: { color: seriesColour(names.length), shape: seriesShape(names.length) },
    },
    {
      data: { values: rows },
      mark: {
        type: "text",
        align: "left",
        baseline: "bottom",
        fontSize: 12.5,
        fontWeight: 600,
        color: PALETTE.ink.light,
      },
      encoding: {
        x: { value: 0 },
        y: { field: "titleAt", type: "quantitative" },
        text: { field: "text", type: "nominal" },
      },
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
          field: "speed",
          type: "quantitative",
          scale: { zero: true, nice: true },
          axis: {
            title: "requests a second",
            grid: true,
            tickCount: frame.isNarrow ? 4 : 6,
            labelExpr: AXIS_LABELS.count,
          },
        },
        y: {
          field: "at",
          type: "quantitative",
          scale: { domain: [0, plot.heightPx], range: [0, plot.heightPx] },
          axis: null,
        },
      },
    },
  };
}
