import { formatCount, formatPercent } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../../charts/axis_labels.ts";
import type { Drawing, Frame, Layer } from "../../charts/chart.ts";
import { everyNth, seriesColour, seriesShape } from "../../charts/series.ts";
import { PALETTE } from "../../palette.ts";
import { stretchAxis } from "../stretch_axis.ts";
import type { ReplayChart } from "../replay_chart.ts";
import { policyNames } from "../replay_names.ts";
import { isSameSize, type SizeOf, sizesOf, sizeText } from "../replay_sizes.ts";

const MARGIN = { top: 20, right: 14, bottom: 38, left: 52 };
const HEIGHT_PX = 170;

/** Whether a policy keeps up when the working set shifts. */
export const hitRatioOverTime: ReplayChart = {
  title: "Hit ratio over time",
  unit: "share of the requests answered in each of equal stretches of the trace; caches begin empty",
  section: "over-time",
  rank: 1,
  legend: "policies",
  description: (result) => {
    const parts = result.overTime.filter(({ hitRatios }) => hitRatios.length > 0).map((row) => {
      const [least, largest] = [Math.min(...row.hitRatios), Math.max(...row.hitRatios)];
      const size = sizeText(row, result.trace);
      return `${row.policy} at ${size}: ${formatPercent(least)} to ${formatPercent(largest)}`;
    });
    return parts.length === 0 ? "Nothing was replayed." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) => sizesOf(result).map((size) => drawing(result, frame, size)),
  table: (result) => {
    const windows = Math.max(0, ...result.overTime.map(({ hitRatios }) => hitRatios.length));
    return {
      head: ["from request", ...result.overTime.map((row) => `${row.policy}, ${sizeText(row, result.trace)}`)],
      rows: Array.from({ length: windows }, (_, window) => [
        formatCount(Math.floor((window * result.trace.requests) / windows) + 1),
        ...result.overTime.map(({ hitRatios }) => formatPercent(hitRatios[window] ?? 0)),
      ]),
    };
  },
};

function drawing(result: ReplayResult, frame: Frame, size: SizeOf): Drawing {
  const names = policyNames(result);
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: HEIGHT_PX };
  const marks = result.overTime.filter((row) => isSameSize(row, size)).flatMap(({ policy, hitRatios }) =>
    hitRatios.map((hitRatio, window) => ({
      at: ((window + 0.5) * result.trace.requests) / hitRatios.length,
      hitRatio,
      series: names.indexOf(policy),
    }))
  );
  const layer: Layer[] = [
    {
      data: { values: marks },
      mark: { type: "line", strokeWidth: 1.5 },
      encoding: { color: seriesColour(names.length) },
    },
    {
      data: { values: everyNth(marks) },
      mark: { type: "point", filled: true, size: 42, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: { color: seriesColour(names.length), shape: seriesShape(names.length) },
    },
  ];
  return {
    label: sizeText(size, result.trace),
    plot,
    margin: MARGIN,
    spec: {
      layer,
      encoding: {
        x: stretchAxis(result, frame),
        y: {
          field: "hitRatio",
          type: "quantitative",
          scale: { domain: [0, 1] },
          axis: { title: "hit ratio", titleX: 2 - MARGIN.left, titleY: -8, labelExpr: AXIS_LABELS.share, tickCount: 5 },
        },
      },
    },
  };
}
