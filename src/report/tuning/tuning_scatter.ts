import { formatDuration } from "../../base/units.ts";
import type { TriedSetting, TuningResult } from "../../runner/result_tuning_schema.ts";
import { AXIS_LABELS } from "../charts/axis_labels.ts";
import type { Drawing, DrawnChart, Encoding, Frame, Layer } from "../charts/chart.ts";
import { seriesColour, seriesShape } from "../charts/series.ts";
import { moneyText } from "../cost/money_text.ts";
import { PALETTE } from "../palette.ts";

const MARGIN = { top: 22, right: 24, bottom: 38, left: 56 };
const PLOT_HEIGHT_PX = 250;
/** Colours and markers of the points, in this order. */
export const POINT_KINDS = ["recommended", "keeps the budgets", "misses a budget"] as const;

/** What the finalists cost and how slow they are. */
export const tuningScatter: DrawnChart<TuningResult> = {
  title: "Cost against p95",
  unit: "means over the finalists' runs; the line joins settings that no other beats on both; axes do not begin at 0",
  description: (result) => {
    const [best] = result.settings;
    if (best === undefined) return "No setting was run in full.";
    const front = result.settings.filter(({ onFront }) => onFront);
    return `${result.settings.length} settings; ${front.length} on the Pareto front. Recommended: ${best.vary}, ` +
      `${moneyText(best.cost, result.prices.currency)} a month, p95 ${formatDuration(best.p95)}.`;
  },
  drawings: (result, frame) => result.settings.length === 0 ? [] : [drawing(result, frame)],
  table: ({ settings, prices }) => ({
    head: ["setting", "a month", "p95", "least p95", "largest p95", "budgets", "on the front"],
    rows: settings.map(({ vary, cost, p95, runs, misses, onFront }) => [
      vary.replaceAll(",", ", "),
      `${cost.toFixed(2)} ${prices.currency}`,
      formatDuration(p95),
      formatDuration(Math.min(...runs.map((run) => run.p95))),
      formatDuration(Math.max(...runs.map((run) => run.p95))),
      misses.length === 0 ? "kept" : `misses ${misses.map(({ id }) => id).join(", ")}`,
      onFront ? "yes" : "no",
    ]),
  }),
};

function kindOf(setting: TriedSetting, best: TriedSetting): number {
  return setting === best ? 0 : setting.misses.length === 0 ? 1 : 2;
}

function drawing({ settings, prices }: TuningResult, frame: Frame): Drawing {
  const points = settings.map((setting) => ({
    series: kindOf(setting, settings[0]!),
    cost: setting.cost,
    ms: setting.p95,
    onFront: setting.onFront,
  }));
  // The recommended one is drawn last, above the others.
  const inOrder = [...points].reverse();
  const kinds = POINT_KINDS.length;
  const layer: Layer[] = [
    {
      data: { values: points.filter(({ onFront }) => onFront) },
      mark: {
        type: "line",
        interpolate: "step-after",
        color: PALETTE.muted.light,
        strokeDash: [4, 3],
        strokeWidth: 1.5,
      },
      encoding: {
        y: {
          field: "ms",
          type: "quantitative",
          scale: { zero: false, nice: true },
          axis: { title: "p95", titleX: -MARGIN.left + 2, titleY: -8, labelExpr: AXIS_LABELS.milliseconds },
        },
      },
    },
    {
      data: { values: inOrder },
      mark: { type: "point", filled: true, size: 70, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: {
        y: { field: "ms", type: "quantitative" },
        color: seriesColour(kinds),
        shape: seriesShape(kinds),
      },
    },
  ];
  const encoding: Encoding = {
    x: {
      field: "cost",
      type: "quantitative",
      scale: { zero: false, nice: true },
      axis: { title: `${prices.currency} a month`, grid: true, tickCount: frame.isNarrow ? 4 : 7 },
    },
  };
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: PLOT_HEIGHT_PX };
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding } };
}
