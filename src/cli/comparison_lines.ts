import { LEAST_RUNS } from "../statistics/bootstrap.ts";
import { LEAST_A_SIDE } from "../statistics/mann_whitney.ts";
import type { Comparison, ComparisonRow } from "../runner/result_comparison_schema.ts";

const ORDER: readonly ComparisonRow["verdict"][] = ["better", "worse", "equivalent", "undecided"];

/** Columns of a terminal, less one. */
const WIDTH = 79;

/** The verdict of each design against the other: one line, wrapped where names are long. */
export function comparisonLines(comparisons: readonly Comparison[]): string[] {
  return comparisons.flatMap(({ design, against, runs, rows, test }) => {
    const without = rows.find(({ interval }) => interval === null);
    if (rows.length === 0) return `${design} against ${against}: nothing to compare`;
    if (without !== undefined) {
      const least = test === "mann-whitney" ? LEAST_A_SIDE : LEAST_RUNS;
      return `${design} against ${against}: undecided, ${runs} of at least ${least} runs (--repeats)`;
    }
    const parts = ORDER.flatMap((verdict) => {
      const metrics = rows.filter((row) => row.verdict === verdict).map((row) => shortName(row.metric));
      return metrics.length === 0 ? [] : [`${verdict} ${metrics.join(" ")}`];
    });
    return wrapped(`${design} against ${against}: ${parts.join("; ")}`);
  });
}

function shortName(metric: string): string {
  return metric.replace(/ ms$/, "").replace(/ ratio$/, "s");
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else line = longer;
  }
  return [...lines, line];
}
