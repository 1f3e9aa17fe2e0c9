import { formatDuration, formatPercent } from "../../base/units.ts";
import type { Comparison, ComparisonRow } from "../../runner/result_comparison_schema.ts";
import type { Result } from "../../runner/result_schema.ts";
import { Section } from "./section.tsx";
import { Table } from "./table.tsx";

const PAIRED = "Means of the paired differences over runs of the same seeds, with 95 % intervals (bootstrap-t)";
const INDEPENDENT =
  "Shifts between live runs (Hodges and Lehmann), which nothing pairs, with the 95 % intervals of Mann and Whitney's test";

/** Each design against the first, run by run, or each pair of live ones: differences with intervals, and what they allow to say. */
export function ComparisonTables({ result }: { result: Result }) {
  const comparisons = result.comparisons ?? [];
  if (comparisons.length === 0) return null;
  return (
    <Section
      id="differences"
      title="Differences"
      note={`${
        comparisons.some(({ test }) => test === "mann-whitney") ? INDEPENDENT : PAIRED
      }; verdicts are corrected for the number of metrics (Holm). Within the margin a difference does not matter.`}
    >
      {comparisons.map((comparison) => (
        <Table
          key={`${comparison.design} against ${comparison.against}`}
          caption={`${comparison.design} against ${comparison.against}, ${comparison.runs} ${
            comparison.test === "mann-whitney" ? "runs a side" : "paired runs"
          }`}
          table={tableOf(comparison)}
        />
      ))}
    </Section>
  );
}

function tableOf({ design, against, rows }: Comparison) {
  return {
    head: ["metric", design, against, "difference", "95 % interval", "margin", "verdict"],
    rows: rows.map((row) => [
      row.metric,
      shown(row, row.ours),
      shown(row, row.theirs),
      signed(row, row.difference),
      row.interval === null ? "none" : `${signed(row, row.interval[0])} to ${signed(row, row.interval[1])}`,
      shown(row, row.margin),
      row.interval === null ? `${row.verdict}: ${row.why}` : row.verdict,
    ]),
  };
}

function shown({ unit }: ComparisonRow, value: number): string {
  return unit === "ms" ? formatDuration(value) : formatPercent(value);
}

function signed(row: ComparisonRow, value: number): string {
  return `${value < 0 ? "−" : "+"}${shown(row, Math.abs(value))}`;
}
