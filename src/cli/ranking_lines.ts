import { formatPercent } from "../base/units.ts";
import type { Ranking } from "../runner/result_ranking_schema.ts";
import { tableLines } from "./table.ts";

/** Whether designs are ranked live as predicted: the count, and each pair that the live runs decide. */
export function rankingLines(ranking: Ranking | undefined): string[] {
  if (ranking === undefined) return [];
  const { alike, decided, pairs, pass, required, rows, why } = ranking;
  if (pass === null) return [`ranking of ${pairs} pairs: ${why}`, ""];
  const needed = `at least ${formatPercent(required)} needed`;
  return [
    `ranking: ${why} (${formatPercent(alike / decided)}, ${needed}; ${pairs} pairs in all): ${pass ? "pass" : "FAIL"}`,
    ...tableLines(
      ["design", "against", "metric", "predicted", "measured", "ranked"],
      rows.filter(({ isAlike }) => isAlike !== null).map((row) => [
        row.design,
        row.against,
        row.metric,
        signed(row.metric, row.predicted),
        signed(row.metric, row.measured),
        row.isAlike ? "alike" : "WRONG",
      ]),
    ),
    "",
  ];
}

function signed(metric: string, value: number): string {
  const size = Math.abs(value);
  const shown = metric.includes("ratio") ? formatPercent(size) : `${Number(size.toPrecision(3))} ms`;
  return `${value < 0 ? "-" : "+"}${shown}`;
}
