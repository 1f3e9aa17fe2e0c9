import type { Result } from "../../runner/result_schema.ts";
import { Mark } from "../elements/mark.tsx";
import { Swatch } from "../elements/swatch.tsx";
import { type Spread, spreadText } from "../spread.ts";
import { type Budget, budgetText, isClose, limitText, outcomeOf } from "../verdict/budget_outcome.ts";

/** Budgets by designs, those that most designs break first; each cell sets the value beside the limit. */
export function BudgetMatrix({ result }: { result: Result }) {
  const rows = budgetRows(result);
  if (rows.length === 0) return <p class="empty">No budget was set for this run.</p>;
  const reasons = new Set(rows.map(({ budget }) => budget.reason));
  return (
    <table class="matrix" role="table">
      <caption>
        Budgets by designs, the most often broken first. Bars end at twice the limit, which the tick marks
        {reasons.size === 1 ? `. Limits: ${rows[0]!.budget.reason}` : ""}.
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Budget and limit</th>
          {result.designs.map(({ name }, index) => (
            <th key={index} scope="col" role="columnheader">
              <Swatch index={index} /> {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={row.budget.id} id={`budget-${row.budget.id}`} role="row">
            <th scope="row" role="rowheader">
              {row.budget.metric}
              <span class="limit">{limitText(row.budget)}</span>
              {reasons.size === 1 ? null : <span class="reason">{row.budget.reason}</span>}
            </th>
            {row.cells.map((budget, index) => (
              <Cell key={index} budget={budget} index={index} design={result.designs[index]!.name} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Row {
  readonly budget: Budget;
  readonly cells: readonly (Budget | undefined)[];
}

/** Rows by budget id, in the order in which the designs name them, then by how many designs break them. */
function budgetRows(result: Result): Row[] {
  const byId = new Map<string, Budget>();
  for (const { budgets } of result.designs) {
    for (const budget of budgets) if (!byId.has(budget.id)) byId.set(budget.id, budget);
  }
  const rows = [...byId.values()].map((budget) => ({
    budget,
    cells: result.designs.map(({ budgets }) => budgets.find(({ id }) => id === budget.id)),
  }));
  return rows.sort((a, b) => broken(b) - broken(a));
}

function broken({ cells }: Row): number {
  return cells.filter((budget) => budget && outcomeOf(budget) === "broken").length;
}

function Cell({ budget, index, design }: { budget: Budget | undefined; index: number; design: string }) {
  if (!budget || budget.value === null) {
    return (
      <td role="cell" class="left-out">
        <span class="of">
          <Swatch index={index} /> {design}
        </span>
        <Mark outcome="not applicable" />
      </td>
    );
  }
  const outcome = outcomeOf(budget);
  return (
    <td role="cell" class={outcome === "not applicable" ? "left-out" : outcome}>
      <span class="of">
        <Swatch index={index} /> {design}
      </span>
      <Mark outcome={outcome} />
      <span class="value">{budgetText(budget, budget.value)}</span>
      <Headroom budget={budget} value={budget.value} />
      <span class="span">
        {budget.spread === null ? "" : spreadText(asSpread(budget.spread), (value) => budgetText(budget, value))}
      </span>
      {isClose(budget) ? <span class="mark close">not in every repeat</span> : null}
    </td>
  );
}

function asSpread([least, largest]: readonly [number, number]): Spread {
  return { least, largest };
}

/** The value as a bar against the limit, which stands in the middle; beyond twice the limit the bar is full. */
function Headroom({ budget, value }: { budget: Budget; value: number }) {
  if (!(budget.limit > 0)) return null;
  const at = (number: number) => Math.round(Math.min(1, Math.max(0, number / budget.limit / 2)) * 1000) / 10;
  const [least, largest] = budget.spread ?? [value, value];
  return (
    <svg class="headroom" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <path class="track" d="M0 4H100" />
      <path class="bar" d={`M0 4H${at(value)}`} />
      <path class="whisker" d={`M${at(least)} 4H${at(largest)}`} />
      <path class="limit-line" d="M50 0V8" />
    </svg>
  );
}
