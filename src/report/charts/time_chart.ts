import type { DesignResult, Result } from "../../runner/result_schema.ts";
import type { Chart } from "./chart.ts";
import { logAxis } from "./log_axis.ts";
import { timeDrawing, type TimeQuantity } from "./time_drawing.ts";
import { describeOverTime } from "./time_description.ts";
import { designColumns, timeTable } from "./time_table.ts";

type Point = DesignResult["series"]["points"][number];

/** What makes one time chart differ from the others. */
export interface TimeChartTraits {
  readonly title: string;
  readonly unit: string;
  readonly section: Chart["section"];
  readonly rank: number;
  readonly axisTitle: string;
  readonly scale: "linear" | "share" | "log";
  readonly labels: TimeQuantity["labels"];
  /** Null where nothing was measured. */
  read(point: Point): number | null;
  /** How a value is written in the table and in the description. */
  text(value: number): string;
}

/** A chart with one line a design over the run's time. */
export function timeChart(traits: TimeChartTraits): Chart {
  const cell = (point: Point) => {
    const value = traits.read(point);
    return value === null ? "–" : traits.text(value);
  };
  return {
    title: traits.title,
    unit: traits.unit,
    section: traits.section,
    rank: traits.rank,
    legend: "designs",
    description: (result) => describeOverTime(result, traits.read, traits.text),
    drawings: (result, frame) => {
      const drawing = timeDrawing(result, frame, {
        label: "",
        axisTitle: traits.axisTitle,
        read: traits.read,
        scale: scaleOf(traits, result),
        labels: traits.labels,
      });
      return drawing ? [drawing] : [];
    },
    table: (result) => timeTable(designColumns(result, cell)),
  };
}

function scaleOf(traits: TimeChartTraits, result: Result): TimeQuantity["scale"] {
  if (traits.scale !== "log") return { kind: traits.scale };
  const values = result.designs.flatMap(({ series }) => series.points.map((point) => traits.read(point) ?? 0));
  return { kind: "log", axis: logAxis(values) };
}
