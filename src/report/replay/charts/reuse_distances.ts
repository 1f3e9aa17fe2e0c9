import { formatCount, formatPercent } from "../../../base/units.ts";
import type { ReplayResult } from "../../../runner/result_replay_schema.ts";
import { AXIS_LABELS } from "../../charts/axis_labels.ts";
import type { Drawing, Frame, Layer } from "../../charts/chart.ts";
import { PALETTE, tierFill } from "../../palette.ts";
import type { ReplayChart } from "../replay_chart.ts";

const MARGIN = { top: 22, right: 14, bottom: 38, left: 52 };
const HEIGHT_PX = 220;

/** How far back requests reach: an LRU cache of at least so many objects answers them. */
export const reuseDistances: ReplayChart = {
  title: "Reuse distances",
  unit: "share of requests by how many other objects were asked for since the last request to the same one",
  section: "trace",
  rank: 2,
  legend: "none",
  description: ({ shape, trace }) => {
    const bars = shape?.reuseDistances ?? [];
    if (bars.length === 0) return "No object was asked for again.";
    const most = bars.reduce((best, bar) => bar.y > best.y ? bar : best);
    const first = trace.objects / trace.requests;
    return `${formatPercent(first)} of the requests are first requests and in no bar; most others (${
      formatPercent(most.y)
    } of all) reach back ${rangeText(most.x)} objects.`;
  },
  drawings: ({ shape }, frame) => {
    return shape === null || shape.reuseDistances.length === 0 ? [] : [drawing(shape.reuseDistances, frame)];
  },
  table: ({ shape }) => ({
    head: ["objects back", "share of requests"],
    rows: (shape?.reuseDistances ?? []).map(({ x, y }) => [rangeText(x), formatPercent(y)]),
  }),
};

/** A bar reaches from beyond half of its distance up to it. */
function rangeText(distance: number): string {
  return distance <= 2 ? formatCount(distance) : `${formatCount(distance / 2 + 1)} to ${formatCount(distance)}`;
}

function drawing(bars: NonNullable<ReplayResult["shape"]>["reuseDistances"], frame: Frame): Drawing {
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: HEIGHT_PX };
  const values = bars.map(({ x, y }, bar) => ({ from: bar + 0.08, to: bar + 0.92, share: y, distance: x, zero: 0 }));
  const every = Math.ceil(bars.length / (frame.isNarrow ? 6 : 11));
  const ticks = bars.flatMap((_, bar) => bar % every === 0 ? [bar + 0.5] : []);
  const layer: Layer[] = [{
    data: { values },
    mark: { type: "rect", fill: tierFill(0), stroke: PALETTE.muted.light, strokeWidth: 0.6 },
    encoding: { x2: { field: "to" }, y2: { field: "zero" } },
  }];
  return {
    label: "",
    plot,
    margin: MARGIN,
    spec: {
      layer,
      encoding: {
        x: {
          field: "from",
          type: "quantitative",
          scale: { domain: [0, bars.length], nice: false },
          axis: {
            title: "up to so many objects back (and beyond half of it)",
            values: ticks,
            labelExpr: `format(pow(2, datum.value - 0.5), pow(2, datum.value - 0.5) < 1000 ? "~r" : ".2~s")`,
          },
        },
        y: {
          field: "share",
          type: "quantitative",
          scale: { zero: true, nice: true },
          axis: {
            title: "share of requests",
            titleX: 2 - MARGIN.left,
            titleY: -8,
            labelExpr: AXIS_LABELS.share,
            tickCount: 5,
          },
        },
      },
    },
  };
}
