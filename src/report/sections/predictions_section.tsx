import { formatPercent } from "../../base/units.ts";
import type { Result } from "../../runner/result_schema.ts";
import { Section } from "../elements/section.tsx";
import { Table } from "../elements/table.tsx";

/** Simulated against live; stands only in reports that have both. */
export function PredictionsSection({ result }: { result: Result }) {
  if (result.predictions.length === 0) return null;
  const judged = result.predictions.filter(({ pass }) => pass !== null);
  const held = judged.filter(({ pass }) => pass).length;
  const sorted = [...result.predictions].sort((a, b) => Number(a.pass ?? 2) - Number(b.pass ?? 2));
  const table = {
    head: ["metric", "simulated", "live", "error", "tolerance", "verdict"],
    rows: sorted.map(({ metric, simulated, live, error, tolerance, pass, why }) => [
      metric,
      shown(metric, simulated),
      shown(metric, live),
      formatPercent(error),
      formatPercent(tolerance),
      pass === null ? `not judged: ${why}` : pass ? "✓ held" : "✕ missed",
    ]),
  };
  return (
    <Section
      id="predictions"
      title="Predictions"
      note={`${held} of ${judged.length} predictions of the simulation held live, within their tolerance.`}
    >
      <Table caption="Simulated against live, misses first" table={table} />
    </Section>
  );
}

function shown(metric: string, value: number): string {
  return metric.endsWith("ratio") ? formatPercent(value) : String(Number(value.toPrecision(4)));
}
