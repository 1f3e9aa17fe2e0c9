import { formatDuration, formatPercent } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { TIER_FILLS } from "../palette.ts";
import { type TimeParts, timePartsOf } from "../time_parts.ts";
import { AXIS_LABELS } from "./axis_labels.ts";
import type { Chart, Drawing, Frame, Layer } from "./chart.ts";
import { pixelAxis } from "./pixel_axis.ts";

const MARGIN = { top: 4, right: 64, bottom: 38, left: 140 };
const ROW_PX = 22;

/** Where a request's time goes: each part begins where the one before it ends. */
export const timeWaterfall: Chart = {
  title: "Where a request's time goes",
  unit: "mean time of a request, part by part; the parts add up to the mean latency",
  section: "latency",
  rank: 5,
  legend: "none",
  description: (result) => {
    const parts = partsOf(result).map(({ design, parts: { parts, totalMs } }) => {
      const longest = [...parts].sort((a, b) => b.ms - a.ms)[0];
      const most = longest === undefined ? "" : `, most of it ${longest.name} (${formatPercent(longest.ms / totalMs)})`;
      return `${design.name}: ${formatDuration(totalMs)}${most}`;
    });
    return parts.length === 0 ? "The result holds no request." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) => {
    const all = partsOf(result);
    const mostMs = Math.max(...all.map(({ parts }) => endOf(parts)));
    return all.map(({ design, parts }) => drawing(design.name, parts, mostMs, frame));
  },
  table: (result) => ({
    head: ["design", "part", "mean a request", "share"],
    rows: partsOf(result).flatMap(({ design, parts: { parts, totalMs } }) =>
      parts.map(({ name, ms }) => [design.name, name, formatDuration(ms), formatPercent(ms / totalMs)])
    ),
  }),
};

function partsOf(result: Result): { design: DesignResult; parts: TimeParts }[] {
  return result.designs.flatMap((design) => {
    const parts = timePartsOf(design);
    return parts === undefined || parts.parts.length === 0 ? [] : [{ design, parts }];
  });
}

function endOf({ parts }: TimeParts): number {
  return parts.reduce((sum, { ms }) => sum + ms, 0);
}

function drawing(label: string, { parts }: TimeParts, mostMs: number, frame: Frame): Drawing {
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: parts.length * ROW_PX + 4 };
  let endMs = 0;
  const values = parts.map(({ name, ms }, row) => {
    const from = endMs;
    endMs += ms;
    const top = row * ROW_PX + 4;
    return {
      name,
      from,
      to: endMs,
      top,
      bottom: top + ROW_PX - 6,
      middle: top + (ROW_PX - 6) / 2,
      text: formatDuration(ms),
    };
  });
  const y = pixelAxis(plot.heightPx);
  const middle = { field: "middle", ...y };
  const layer: Layer[] = [
    {
      data: { values },
      mark: { type: "rect", color: TIER_FILLS[0]!, cornerRadius: 2 },
      encoding: {
        x: { field: "from", type: "quantitative" },
        x2: { field: "to" },
        y: { field: "top", ...y },
        y2: { field: "bottom" },
      },
    },
    {
      data: { values },
      mark: { type: "text", align: "left", baseline: "middle", dx: 5, fontSize: 11 },
      encoding: { x: { field: "to", type: "quantitative" }, y: middle, text: { field: "text", type: "nominal" } },
    },
    {
      data: { values },
      mark: { type: "text", align: "left", baseline: "middle", fontSize: 11.5 },
      encoding: { x: { value: -MARGIN.left + 4 }, y: middle, text: { field: "name", type: "nominal" } },
    },
  ];
  return {
    label,
    plot,
    margin: MARGIN,
    spec: {
      layer,
      encoding: {
        x: {
          field: "from",
          type: "quantitative",
          scale: { domain: [0, mostMs], nice: true },
          axis: {
            title: "ms since the request's start",
            grid: true,
            tickCount: frame.isNarrow ? 3 : 6,
            labelExpr: AXIS_LABELS.milliseconds,
          },
        },
      },
    },
  };
}
