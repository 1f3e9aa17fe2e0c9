import type { Comparison, ComparisonRow } from "../runner/result_comparison_schema.ts";

const ORDER: readonly ComparisonRow["verdict"][] = ["better", "worse", "equivalent", "undecided"];

/** The verdict of each design against the first, in one line of few columns. */
export function comparisonLines(comparisons: readonly Comparison[]): string[] {
  return comparisons.map(({ design, against, rows }) => {
    const without = rows.find(({ interval }) => interval === null);
    if (rows.length === 0) return `${design} against ${against}: nothing to compare`;
    if (without !== undefined) return `${design} against ${against}: undecided, ${without.why} (--repeats)`;
    const parts = ORDER.flatMap((verdict) => {
      const metrics = rows.filter((row) => row.verdict === verdict).map((row) => shortName(row.metric));
      return metrics.length === 0 ? [] : [`${verdict} ${metrics.join(" ")}`];
    });
    return `${design} against ${against}: ${parts.join("; ")}`;
  });
}

function shortName(metric: string): string {
  return metric.replace(/ ms$/, "").replace(/ ratio$/, "s");
}
