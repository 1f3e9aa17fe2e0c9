import type { DesignResult, Result } from "../../runner/result_schema.ts";
import type { DataTable } from "./chart.ts";

type Point = DesignResult["series"]["points"][number];

/** One value of a time table: which design's point, and how it is written. */
export interface TimeColumn {
  readonly head: string;
  readonly design: DesignResult;
  text(point: Point): string;
}

/** Longer tables are not read; the whole series stands in the result. */
const MOST_ROWS = 24;

/** A row for each window of time, or for every second, third … of a long run; a column for each series. */
export function timeTable(columns: readonly TimeColumn[]): DataTable {
  const all = [...new Set(columns.flatMap(({ design }) => design.series.points.map(({ atMs }) => atMs)))]
    .sort((a, b) => a - b);
  const every = Math.ceil(all.length / MOST_ROWS);
  const times = all.filter((_, index) => index % every === 0);
  const byTime = columns.map(({ design }) => new Map(design.series.points.map((point) => [point.atMs, point])));
  return {
    head: ["from (s)", ...columns.map(({ head }) => head)],
    rows: times.map((atMs) => [
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
