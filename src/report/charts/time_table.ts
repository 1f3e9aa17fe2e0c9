import type { DesignResult, Result } from "../../runner/result_schema.ts";
import type { DataTable } from "./chart.ts";

type Point = DesignResult["series"]["points"][number];

/** One value of a time table: which design's point, and how it is written. */
export interface TimeColumn {
  readonly head: string;
  readonly design: DesignResult;
  text(point: Point): string;
}

/** A row for each window of time, a column for each series. */
export function timeTable(columns: readonly TimeColumn[]): DataTable {
  const times = [...new Set(columns.flatMap(({ design }) => design.series.points.map(({ atMs }) => atMs)))];
  const byTime = columns.map(({ design }) => new Map(design.series.points.map((point) => [point.atMs, point])));
  return {
    head: ["from (s)", ...columns.map(({ head }) => head)],
    rows: times.sort((a, b) => a - b).map((atMs) => [
      String(Number((atMs / 1000).toPrecision(6))),
      ...columns.map((column, index) => {
        const point = byTime[index]!.get(atMs);
        return point ? column.text(point) : "–";
      }),
    ]),
  };
}

/** One column a design. */
export function designColumns(result: Result, text: (point: Point) => string): TimeColumn[] {
  return result.designs.map((design) => ({ head: design.name, design, text }));
}
