import { PALETTE } from "../palette.ts";
import type { Result } from "../../runner/result_schema.ts";
import type { Layer } from "./chart.ts";
import type { TimeAxis } from "./time_axis.ts";

const ROW_PX = 15;
const MOST_ROWS = 4;
/** Mean width of a letter at the labels' size, generously. */
const LETTER_PX = 6.1;

const LABEL_COLOUR = { phase: PALETTE.muted.light, fault: PALETTE.fault.light } as const;

type Band = Result["workload"]["bands"][number];

/** A band with its label placed in the strip above a plot. */
interface PlacedBand {
  readonly name: string;
  readonly kind: Band["kind"];
  readonly from: number;
  readonly to: number;
  /** Row of the label, 0 nearest to the plot; -1 when there is no room for it. */
  readonly row: number;
  readonly labelAt: number;
  readonly isShaded: boolean;
}

/** The scenario's phases and faults, drawn behind a time chart with their names in a strip above it. */
export interface BandStrip {
  readonly heightPx: number;
  readonly layers: readonly Layer[];
}

/** @param plot Size of the plot below the strip. */
export function bandStrip(
  bands: readonly Band[],
  axis: TimeAxis,
  plot: { widthPx: number; heightPx: number },
): BandStrip {
  const placed = placeBands(bands, axis, plot.widthPx);
  const rows = Math.max(0, ...placed.map(({ row }) => row + 1));
  const of = (kind: Band["kind"]) => placed.filter((band) => band.kind === kind);
  const layers: Layer[] = [];
  const shaded = of("phase").filter(({ isShaded }) => isShaded);
  if (shaded.length > 0) layers.push(area(shaded, { color: PALETTE.phase.light, opacity: 1 }, plot.heightPx));
  if (of("fault").length > 0) {
    layers.push(area(of("fault"), { color: PALETTE.fault.light, opacity: 0.12 }, plot.heightPx));
    layers.push(...edges(of("fault"), plot.heightPx));
  }
  for (let row = 0; row < rows; row++) {
    for (const kind of ["phase", "fault"] as const) {
      const values = of(kind).filter((band) => band.row === row);
      if (values.length > 0) layers.push(labels(values, row, LABEL_COLOUR[kind]));
    }
  }
  return { heightPx: rows * ROW_PX, layers };
}

/** Faults take the rows next to the plot; a label goes to the first row in which it overlaps no other. */
function placeBands(bands: readonly Band[], axis: TimeAxis, widthPx: number): PlacedBand[] {
  const pxPerMs = widthPx / (axis.end * axis.msPerUnit);
  const rowEnds: number[][] = [];
  let phases = 0;
  return [...bands].sort((a, b) => Number(a.kind === "phase") - Number(b.kind === "phase") || a.fromMs - b.fromMs).map(
    (band) => {
      const name = band.kind === "fault" ? `fault: ${band.name}` : band.name;
      const labelPx = name.length * LETTER_PX + 8;
      const startPx = Math.max(0, Math.min(band.fromMs * pxPerMs, widthPx - labelPx));
      const row = freeRow(rowEnds, startPx, startPx + labelPx);
      return {
        name,
        kind: band.kind,
        from: band.fromMs / axis.msPerUnit,
        to: Math.min(band.toMs / axis.msPerUnit, axis.end),
        row: labelPx > widthPx ? -1 : row,
        labelAt: startPx / pxPerMs / axis.msPerUnit,
        isShaded: band.kind === "phase" && phases++ % 2 === 0,
      };
    },
  );
}

function freeRow(rows: number[][], startPx: number, endPx: number): number {
  for (let row = 0; row < MOST_ROWS; row++) {
    const taken = rows[row] ??= [];
    let isFree = true;
    for (let index = 0; index < taken.length; index += 2) {
      if (startPx < taken[index + 1]! && endPx > taken[index]!) isFree = false;
    }
    if (!isFree) continue;
    taken.push(startPx, endPx);
    return row;
  }
  return -1;
}

function area(values: readonly PlacedBand[], look: { color: string; opacity: number }, heightPx: number): Layer {
  return {
    data: { values: [...values] },
    mark: { type: "rect", ...look },
    encoding: {
      x: { field: "from", type: "quantitative" },
      x2: { field: "to" },
      y: { value: 0 },
      y2: { value: heightPx },
    },
  };
}

function edges(values: readonly PlacedBand[], heightPx: number): Layer[] {
  return (["from", "to"] as const).map((field): Layer => ({
    data: { values: [...values] },
    mark: { type: "rule", color: PALETTE.fault.light, strokeDash: [3, 2], strokeWidth: 1 },
    encoding: { x: { field, type: "quantitative" }, y: { value: 0 }, y2: { value: heightPx } },
  }));
}

/** The colour is fixed: layers share their scales, and the lines' colours must not depend on the bands. */
function labels(values: readonly PlacedBand[], row: number, color: string): Layer {
  return {
    data: { values: [...values] },
    mark: { type: "text", align: "left", baseline: "bottom", dx: 2, dy: -3, fontSize: 11, color },
    encoding: {
      x: { field: "labelAt", type: "quantitative" },
      y: { value: -row * ROW_PX },
      text: { field: "name", type: "nominal" },
    },
  };
}
