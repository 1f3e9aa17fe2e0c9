import { formatCount, formatDuration } from "../../base/units.ts";
import type { LatencySummary } from "../../runner/result_schema.ts";
import { PERCENTILES, percentileText } from "../percentile.ts";
import { Table } from "./table.tsx";

/** Latency summaries under one another. */
export function LatencyTable(
  { caption, head, rows }: { caption: string; head: string; rows: readonly (readonly [string, LatencySummary])[] },
) {
  const table = {
    head: [head, "count", "mean", ...PERCENTILES.map(({ label }) => label), "largest"],
    rows: rows.map(([name, summary]) => [
      name,
      formatCount(summary.count),
      summary.count === 0 ? "–" : formatDuration(summary.mean),
      ...PERCENTILES.map((percentile) => percentileText(summary, percentile)),
      summary.count === 0 ? "–" : formatDuration(summary.max),
    ]),
  };
  return <Table caption={caption} table={table} />;
}
