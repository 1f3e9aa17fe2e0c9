import { formatDuration } from "../../base/units.ts";
import { type MonthlyCost, monthlyCost } from "../cost/monthly_cost.ts";
import { moneyText } from "../cost/money_text.ts";
import { paretoFront } from "../cost/pareto_front.ts";
import type { Prices } from "../cost/prices.ts";
import type { Result } from "../../runner/result_schema.ts";
import { PALETTE } from "../palette.ts";
import { spreadOf } from "../spread.ts";
import { AXIS_LABELS } from "./axis_labels.ts";
import type { Drawing, DrawnChart, Encoding, Frame, Layer } from "./chart.ts";
import { seriesColour, seriesShape } from "./series.ts";

const MARGIN = { top: 22, right: 24, bottom: 38, left: 56 };
const PLOT_HEIGHT_PX = 230;

/** A result with the prices that its costs are made of. */
export interface Priced {
  readonly result: Result;
  readonly prices: Prices;
}

interface Point {
  readonly series: number;
  readonly name: string;
  readonly cost: number;
  readonly parts: MonthlyCost;
  readonly ms: number;
  readonly least: number;
  readonly largest: number;
}

/** What speed costs: a design that another beats on both counts stands off the line. */
export const costScatter: DrawnChart<Priced> = {
  title: "Cost against latency",
  unit: "p95 against cost a month at the run's rate; the line joins designs that no other beats on both",
  description: (priced) => {
    const points = pointsOf(priced);
    if (points.length === 0) return "The result does not say what its designs occupy.";
    const front = paretoFront(points).map(({ name }) => name).join(", ");
    const each = points.map(({ name, cost, ms }) => `${name} ${money(priced, cost)}, p95 ${formatDuration(ms)}`);
    return `${each.join("; ")}. No other design is both cheaper and faster than ${front}.`;
  },
  drawings: (priced, frame) => {
    const points = pointsOf(priced);
    return points.length === 0 ? [] : [drawing(priced, points, frame)];
  },
  table: (priced) => {
    const points = pointsOf(priced);
    const front = new Set(paretoFront(points).map(({ series }) => series));
    return {
      head: ["design", "a month", "memory", "servers", "requests", "egress", "p95", "on the front"],
      rows: points.map(({ series, name, cost, parts, ms }) => [
        name,
        money(priced, cost),
        money(priced, parts.memory),
        money(priced, parts.servers),
        money(priced, parts.requests),
        money(priced, parts.egress),
        formatDuration(ms),
        front.has(series) ? "yes" : "no",
      ]),
    };
  },
};

function money({ prices }: Priced, amount: number): string {
  return moneyText(amount, prices.currency);
}

function pointsOf({ result, prices }: Priced): Point[] {
  return result.designs.flatMap((design, series) => {
    const parts = monthlyCost(design, prices);
    const ms = design.latencyMs.p95;
    if (parts === undefined || !(ms > 0)) return [];
    const spread = spreadOf(design, ({ latencyMs }) => latencyMs.p95);
    const [least, largest] = [spread?.least ?? ms, spread?.largest ?? ms];
    return [{ series, name: design.name, cost: parts.total, parts, ms, least, largest }];
  });
}

/** A label stands beside its point, away from the border, and below it where the one before it would be in its way. */
function withSides(points: readonly Point[], most: number) {
  const mostMs = Math.max(...points.map(({ ms }) => ms));
  let before: { cost: number; ms: number; isBelow: boolean } | undefined;
  return [...points].sort((a, b) => a.cost - b.cost).map((point) => {
    const isNear = before !== undefined && point.cost - before.cost < most * 0.35 &&
      Math.abs(point.ms - before.ms) < mostMs * 0.12;
    const isBelow = isNear && !before!.isBelow;
    before = { cost: point.cost, ms: point.ms, isBelow };
    return { ...point, isRight: point.cost > most * 0.6, isBelow };
  });
}

function drawing(priced: Priced, points: readonly Point[], frame: Frame): Drawing {
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: PLOT_HEIGHT_PX };
  const most = Math.max(...points.map(({ cost }) => cost)) * 1.12;
  const series = priced.result.designs.length;
  const labelled = withSides(points, most);
  const label = (isRight: boolean, isBelow: boolean): Layer => ({
    data: { values: labelled.filter((point) => point.isRight === isRight && point.isBelow === isBelow) },
    mark: {
      type: "text",
      align: isRight ? "right" : "left",
      baseline: isBelow ? "top" : "bottom",
      dx: isRight ? -9 : 9,
      dy: isBelow ? 3 : -2,
    },
    encoding: { y: { field: "ms", type: "quantitative" }, text: { field: "name", type: "nominal" } },
  });
  const layer: Layer[] = [
    {
      data: { values: [...paretoFront(points)] },
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
          scale: { zero: true, nice: true },
          axis: {
            title: "p95",
            titleX: -MARGIN.left + 2,
            titleY: -8,
            labelExpr: AXIS_LABELS.milliseconds,
          },
        },
      },
    },
    {
      data: { values: [...points] },
      mark: { type: "rule", strokeWidth: 1.5 },
      encoding: {
        y: { field: "least", type: "quantitative" },
        y2: { field: "largest" },
        color: seriesColour(series),
      },
    },
    {
      data: { values: [...points] },
      mark: { type: "point", filled: true, size: 80, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
      encoding: {
        y: { field: "ms", type: "quantitative" },
        color: seriesColour(series),
        shape: seriesShape(series),
      },
    },
    ...[false, true].flatMap((isRight) => [label(isRight, false), label(isRight, true)]),
  ];
  const encoding: Encoding = {
    x: {
      field: "cost",
      type: "quantitative",
      scale: { domain: [0, most], nice: false },
      axis: { title: `${priced.prices.currency} a month`, grid: true, tickCount: frame.isNarrow ? 4 : 7 },
    },
  };
  return { label: "", plot, margin: MARGIN, spec: { layer, encoding } };
}
