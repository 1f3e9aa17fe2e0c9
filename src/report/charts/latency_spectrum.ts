import { formatDuration } from "../../base/units.ts";
import type { Result } from "../../runner/result_schema.ts";
import { designMarker, designShade, PALETTE } from "../palette.ts";
import { carries, PERCENTILES, percentileText } from "../percentile.ts";
import { spreadOf, spreadText } from "../spread.ts";
import type { Chart, Drawing, Encoding, Frame, Layer } from "./chart.ts";
import { AXIS_LABELS } from "./axis_labels.ts";
import { logAxis } from "./log_axis.ts";

const MARGIN = { top: 22, right: 22, bottom: 38, left: 52 };
/** The spectrum ends here: beyond p99.9 a run of this size knows too little. */
const LAST_SHARE = 0.999;
/** 1 / (1 - LAST_SHARE), which is not quite a whole number in binary. */
const LAST_ODDS = 1000;
const MARKED_SHARES = [0.5, 0.9, 0.99, LAST_SHARE];

/** All percentiles at once: the tail gets as much room as the body (x = log 1/(1 - share), as HdrHistogram plots it). */
export const latencySpectrum: Chart = {
  title: "Latency spectrum",
  unit: "time a reply, logarithmic, against the share of requests that were faster; bars span the repeats",
  section: "latency",
  rank: 2,
  legend: "designs",
  description: (result) => {
    const parts = result.designs.map(({ name, latencyMs }) =>
      `${name}: half within ${percentileText(latencyMs, PERCENTILES[0])}, 99 % within ${
        percentileText(latencyMs, PERCENTILES[3])
      }, 99.9 % within ${percentileText(latencyMs, PERCENTILES[4])}`
    );
    return parts.length === 0 ? "The result holds no design." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) => {
    const marks = marksOf(result);
    return marks.length === 0 ? [] : [drawing(result, frame, marks)];
  },
  table: (result) => ({
    head: ["faster than this were", ...result.designs.map(({ name }) => name)],
    rows: PERCENTILES.map((percentile) => [
      percentile.label,
      ...result.designs.map((design) => {
        const spread = spreadText(spreadOf(design, ({ latencyMs }) => latencyMs[percentile.key]), formatDuration);
        const value = percentileText(design.latencyMs, percentile);
        return spread === "" ? value : `${value} (${spread})`;
      }),
    ]).concat([["slowest", ...result.designs.map(({ latencyMs }) => formatDuration(latencyMs.max))]]),
  }),
};

interface Mark {
  /** 1 / (1 - share) */
  readonly odds: number;
  readonly ms: number;
  readonly series: number;
  readonly isMarked: boolean;
}

function marksOf(result: Result): Mark[] {
  return result.designs.flatMap(({ spectrum }, series) => {
    const points = spectrum.filter(([share, ms]) => share <= LAST_SHARE + 1e-9 && ms > 0);
    const marked = new Set(MARKED_SHARES.map((share) => nearest(points.map(([at]) => at), share)));
    return points.map(([share, ms], index) => ({
      odds: Math.min(LAST_ODDS, 1 / (1 - share)),
      ms,
      series,
      isMarked: marked.has(index),
    }));
  });
}

/** From the least to the largest repeat at each percentile that the number of replies carries; beside one another. */
function spansOf(result: Result): { odds: number; ms: number; largest: number; series: number }[] {
  return result.designs.flatMap((design, series) =>
    PERCENTILES.filter((percentile) => carries(design.latencyMs, percentile)).flatMap((percentile) => {
      const spread = spreadOf(design, ({ latencyMs }) => latencyMs[percentile.key]);
      if (spread === undefined || !(spread.least > 0)) return [];
      const beside = 1 + 0.05 * (series - (result.designs.length - 1) / 2);
      const odds = Math.max(1, Math.min(LAST_ODDS, beside / (1 - percentile.share)));
      return [{ odds, ms: spread.least, largest: spread.largest, series }];
    })
  );
}

function nearest(values: readonly number[], wanted: number): number {
  let best = 0;
  values.forEach((value, index) => {
    if (Math.abs(value - wanted) < Math.abs(values[best]! - wanted)) best = index;
  });
  return best;
}

function drawing(result: Result, frame: Frame, marks: readonly Mark[]): Drawing {
  const axis = logAxis(marks.map(({ ms }) => ms));
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: 240 };
  const domain = result.designs.map((_, index) => index);
  const color = {
    field: "series",
    type: "nominal",
    scale: { domain, range: domain.map((index) => designShade(index).light) },
    legend: null,
  } as const;
  const layer: Layer[] = [
    {
      data: { values: spansOf(result) },
      mark: { type: "rule", strokeWidth: 5, opacity: 0.45 },
      encoding: { y2: { field: "largest" }, color },
    },
    { data: { values: [...marks] }, mark: { type: "line" }, encoding: { color } },
    {
      data: { values: marks.filter(({ isMarked }) => isMarked) },
      mark: { type: "point", filled: true, size: 46, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: {
        color,
        shape: { field: "series", type: "nominal", scale: { domain, range: domain.map(designMarker) }, legend: null },
      },
    },
  ];
  const encoding: Encoding = {
    x: {
      field: "odds",
      type: "quantitative",
      scale: { type: "log", domain: [1, LAST_ODDS], nice: false },
      axis: {
        title: "share of requests that were faster",
        grid: true,
        labelOverlap: false,
        values: frame.isNarrow ? [2, 10, 100, 1000] : [1, 2, 4, 10, 20, 100, 1000],
        labelExpr: AXIS_LABELS.tailShare,
      },
    },
    y: {
      field: "ms",
      type: "quantitative",
      scale: { type: "log", domain: axis.domain, nice: false },
      axis: {
        title: "latency, log scale",
        values: axis.values,
        labelExpr: AXIS_LABELS.milliseconds,
        titleX: -50,
        titleY: -8,
      },
    },
  };
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding } };
}
