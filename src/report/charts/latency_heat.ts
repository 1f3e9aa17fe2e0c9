import { formatDuration, formatPercent } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { HEAT_SHADES } from "../palette.ts";
import { AXIS_LABELS } from "./axis_labels.ts";
import { bandStrip } from "./bands.ts";
import type { Chart, Drawing, Frame, Layer } from "./chart.ts";
import { logAxis } from "./log_axis.ts";
import { type TimeAxis, timeAxis } from "./time_axis.ts";

const MARGIN = { right: 14, bottom: 38, left: 52 };
const PLOT_HEIGHT_PX = 150;
const UNIT_PX = 20;
/** More columns than this would weigh more than they show. */
const MOST_COLUMNS = { wide: 32, narrow: 20 };

type Heat = NonNullable<DesignResult["heat"]>;

/** Every reply by time and latency: two kinds of requests, a queue that builds up, a stall, which a percentile hides. */
export const latencyHeat: Chart = {
  title: "Latency heat map",
  unit: "share of a moment's replies at each latency, logarithmic; the darker, the more",
  section: "latency",
  rank: 4,
  legend: "none",
  description: (result) => {
    const parts = heated(result).map(({ design, heat }) => {
      const [most, from, to] = densest(heat);
      return `${design.name}: most replies (${formatPercent(most)}) took ${formatDuration(from)} to ${
        formatDuration(to)
      }`;
    });
    return parts.length === 0 ? "The result holds no heat map: it is of an older version." : `${parts.join("; ")}.`;
  },
  drawings: (result, frame) => heated(result).map(({ design, heat }) => drawing(result, design.name, heat, frame)),
  table: (result) => ({
    head: ["design", "took", "share of all replies"],
    rows: heated(result).flatMap(({ design, heat }) => {
      const rows = totals(heat);
      const all = rows.reduce((sum, count) => sum + count, 0);
      return rows.map((count, row) => [
        design.name,
        `${formatDuration(heat.edgesMs[row]!)} to ${formatDuration(heat.edgesMs[row + 1]!)}`,
        formatPercent(count / all),
      ]);
    }),
  }),
};

function heated(result: Result): { design: DesignResult; heat: Heat }[] {
  return result.designs.flatMap((design) => design.heat && design.requests > 0 ? [{ design, heat: design.heat }] : []);
}

function totals({ counts, edgesMs }: Heat): number[] {
  return edgesMs.slice(1).map((_, row) => counts.reduce((sum, column) => sum + column[row]!, 0));
}

function densest(heat: Heat): [share: number, fromMs: number, toMs: number] {
  const rows = totals(heat);
  const row = rows.indexOf(Math.max(...rows));
  return [rows[row]! / rows.reduce((sum, count) => sum + count, 0), heat.edgesMs[row]!, heat.edgesMs[row + 1]!];
}

interface Tile {
  readonly from: number;
  to: number;
  readonly low: number;
  readonly high: number;
  readonly shade: number;
}

/** Tiles of one shade beside one another are one tile: half the letters. */
function tilesOf(heat: Heat, axis: TimeAxis, mostColumns: number): Tile[] {
  const every = Math.ceil(heat.counts.length / mostColumns);
  const columnMs = heat.windowMs * every / axis.msPerUnit;
  const tiles: Tile[] = [];
  heat.edgesMs.slice(1).forEach((high, row) => {
    let last: Tile | undefined;
    for (let column = 0; column * every < heat.counts.length; column++) {
      const shade = shadeOf(heat, { row, from: column * every, to: (column + 1) * every });
      const at = column * columnMs;
      const end = Math.min(at + columnMs, axis.end);
      if (end <= at) break;
      if (last !== undefined && last.shade === shade && Math.abs(last.to - at) < 1e-9) last.to = end;
      else if (shade >= 0) tiles.push(last = { from: at, to: end, low: heat.edgesMs[row]!, high, shade });
      else last = undefined;
    }
  });
  return tiles;
}

/** Each shade stands for three times the share of the one before it; -1 where nothing was. */
function shadeOf({ counts }: Heat, span: { row: number; from: number; to: number }): number {
  let [ours, all] = [0, 0];
  for (const column of counts.slice(span.from, span.to)) {
    ours += column[span.row]!;
    all += column.reduce((sum, count) => sum + count, 0);
  }
  if (ours === 0) return -1;
  const steps = Math.log(ours / all) / Math.log(3);
  return Math.max(0, Math.min(HEAT_SHADES.length - 1, HEAT_SHADES.length + Math.floor(steps + 1)));
}

function drawing(result: Result, label: string, heat: Heat, frame: Frame): Drawing {
  const axis = timeAxis(result);
  const plot = { widthPx: frame.widthPx - MARGIN.left - MARGIN.right, heightPx: PLOT_HEIGHT_PX };
  const faults = result.workload.bands.filter(({ kind }) => kind === "fault");
  const strip = bandStrip(faults, axis, plot);
  const scale = logAxis(heat.edgesMs);
  const tiles = tilesOf(heat, axis, frame.isNarrow ? MOST_COLUMNS.narrow : MOST_COLUMNS.wide);
  const y = {
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [heat.edgesMs[0]!, heat.edgesMs.at(-1)!], nice: false },
    axis: {
      title: "latency, log scale",
      titleX: -MARGIN.left + 2,
      titleY: -strip.heightPx - 8,
      values: scale.values.filter((value) => value >= heat.edgesMs[0]! && value <= heat.edgesMs.at(-1)!),
      labelExpr: AXIS_LABELS.milliseconds,
      grid: false,
    },
  };
  const layers = HEAT_SHADES.map((shade, index): Layer => ({
    data: { values: tiles.filter((tile) => tile.shade === index) },
    mark: { type: "rect", color: shade.light },
    encoding: {
      x: { field: "from", type: "quantitative" },
      x2: { field: "to" },
      y: { field: "low", ...y },
      y2: { field: "high" },
    },
  }));
  return {
    label,
    plot,
    margin: { ...MARGIN, top: strip.heightPx + UNIT_PX },
    spec: {
      layer: [...layers, ...strip.layers.slice(faults.length > 0 ? 1 : 0)],
      encoding: {
        x: {
          field: "from",
          type: "quantitative",
          scale: { domain: [0, axis.end], nice: false },
          axis: { title: `${axis.unit} since the start`, tickCount: frame.isNarrow ? 5 : 10 },
        },
      },
    },
  };
}
