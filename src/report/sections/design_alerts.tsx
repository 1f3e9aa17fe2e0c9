import { formatCount, formatDuration } from "../../base/units.ts";
import type { DesignResult } from "../../runner/result_schema.ts";
import { Table } from "../elements/table.tsx";
import { budgetText } from "../verdict/budget_outcome.ts";

/** Alerts in the order of time, and the components without which requests went on. */
export function DesignAlerts({ design }: { design: DesignResult }) {
  const degraded = Object.entries(design.degraded).filter(([, times]) => times > 0);
  return (
    <>
      <h3>Alerts</h3>
      {design.alerts.length === 0
        ? <p class="empty">No alert fired.</p>
        : <Table caption="Alerts that fired and cleared" table={alertTable(design)} />}
      <h3>Degraded</h3>
      {degraded.length === 0 ? <p class="empty">No component failed or was late.</p> : (
        <Table
          caption="Times that a component failed or was late and the request went on without it"
          table={{ head: ["component", "times"], rows: degraded.map(([name, times]) => [name, formatCount(times)]) }}
        />
      )}
    </>
  );
}

function alertTable(design: DesignResult) {
  const sorted = [...design.alerts].sort((a, b) => a.seed - b.seed || a.atMs - b.atMs);
  return {
    head: ["budget", "state", "at", "value", "seed"],
    rows: sorted.map(({ budget, state, atMs, value, seed }) => {
      const known = design.budgets.find(({ id }) => id === budget);
      const text = known ? budgetText(known, value) : String(Number(value.toPrecision(3)));
      return [budget, state === "firing" ? "▲ firing" : "▽ cleared", formatDuration(atMs), text, String(seed)];
    }),
  };
}
