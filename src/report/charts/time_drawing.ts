import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { PALETTE } from "../palette.ts";
import { bandStrip } from "./bands.ts";
import type { Drawing, Frame, Layer } from "./chart.ts";
import { AXIS_LABELS } from "./axis_labels.ts";
import type { LogAxis } from "./log_axis.ts";
import { everyNth, seriesColour, seriesShape } from "./series.ts";
import { timeAxis } from "./time_axis.ts";

const MARGIN = { right: 14, bottom: 38, left: 52 };
const PLOT_HEIGHT_PX = 190;
const UNIT_PX = 20;

/** The vertical quantity of a time chart. */
export interface TimeQuantity {
  readonly label: string;
  /** Unit and scale, as they stand above the axis. */
  readonly axisTitle: string;
  /** Null breaks the line. */
  read(point: DesignResult["series"]["points"][number]): number | null;
  readonly scale: { readonly kind: "linear" } | { readonly kind: "share" } | {
    readonly kind: "log";
    readonly axis: LogAxis;
  };
  readonly labels: keyof typeof AXIS_LABELS;
  readonly plotHeightPx?: number;
}

interface Mark {
  readonly at: number;
  readonly value: number | null;
  readonly series: number;
}

/** A line a design over the run's time, the scenario's bands behind it. Undefined when no design has a value. */
export function timeDrawing(result: Result, frame: Frame, quantity: TimeQuantity): Drawing | undefined {
  const axis = timeAxis(result);
  const marks = result.designs.flatMap(({ series }, index) =>
    sparse(series.points, frame).map((point): Mark => {
      const value = quantity.read(point);
      const isDrawn = value !== null && (quantity.scale.kind !== "log" || value > 0);
      return { at: (point.atMs + series.windowMs / 2) / axis.msPerUnit, value: isDrawn ? value : null, series: index };
    })
  );
  if (marks.every(({ value }) => value === null)) return undefined;
  const plot = {
    widthPx: frame.widthPx - MARGIN.left - MARGIN.right,
    heightPx: quantity.plotHeightPx ?? PLOT_HEIGHT_PX,
  };
  const strip = bandStrip(result.workload.bands, axis, plot);
  const drawn = marks.filter(({ value }) => value !== null);
  return {
    label: quantity.label,
    plot,
    margin: { ...MARGIN, top: strip.heightPx + UNIT_PX },
    spec: {
      layer: [
        ...strip.layers,
        lines(marks, result.designs.length, quantity, strip.heightPx),
        markers(everyNth(drawn), result.designs.length),
      ],
      encoding: {
        x: {
          field: "at",
          type: "quantitative",
          scale: { domain: [0, axis.end], nice: false },
          axis: { title: `${axis.unit} since the start`, tickCount: frame.isNarrow ? 5 : 10 },
        },
      },
    },
  };
}

/** A phone has no room for more points. */
const MOST_NARROW_POINTS = 40;

function sparse<Point>(points: readonly Point[], frame: Frame): Point[] {
  const every = frame.isNarrow ? Math.ceil(points.length / MOST_NARROW_POINTS) : 1;
  return points.filter((_, index) => index % every === 0);
}

function lines(marks: readonly Mark[], series: number, quantity: TimeQuantity, stripPx: number): Layer {
  const { scale } = quantity;
  return {
    data: { values: [...marks] },
    mark: { type: "line" },
    encoding: {
      y: {
        field: "value",
        type: "quantitative",
        scale: scale.kind === "log"
          ? { type: "log", domain: scale.axis.domain, nice: false }
          : scale.kind === "share"
          ? { domain: [0, 1] }
          : { zero: true, nice: true },
        axis: {
          title: quantity.axisTitle,
          titleX: -MARGIN.left + 2,
          titleY: -stripPx - 8,
          tickCount: (quantity.plotHeightPx ?? PLOT_HEIGHT_PX) < 150 ? 3 : 5,
          labelExpr: AXIS_LABELS[quantity.labels],
          ...(scale.kind === "log" ? { values: scale.axis.values } : {}),
        },
      },
      detail: { field: "series", type: "nominal" },
      color: seriesColour(series),
    },
  };
}

/** Shapes, sparsely set on the lines, so that colour is not all that tells them apart. */
function markers(marks: readonly Mark[], series: number): Layer {
  return {
    data: { values: [...marks] },
    mark: { type: "point", filled: true, size: 42, opacity: 1, stroke: PALETTE.card.light, strokeWidth: 1 },
    encoding: {
      y: { field: "value", type: "quantitative" },
      color: seriesColour(series),
      shape: seriesShape(series),
    },
  };
}
