import { formatDuration, formatPercent } from "../../base/units.ts";
import type { DesignResult } from "../../runner/result_schema.ts";

export type Budget = DesignResult["budgets"][number];

/** How a design stands to a budget. A budget that does not apply is neither met nor broken. */
export type Outcome = "met" | "broken" | "not applicable";

export function outcomeOf(budget: Budget): Outcome {
  if (budget.value === null || budget.pass === null) return "not applicable";
  return budget.pass ? "met" : "broken";
}

/** Whether some repeats stand on either side of the limit, so that another seed might turn the verdict. */
export function isClose(budget: Budget): boolean {
  if (outcomeOf(budget) === "not applicable" || budget.spread === null) return false;
  const [least, largest] = budget.spread;
  const isMet = (value: number) => budget.relation === "<=" ? value <= budget.limit : value >= budget.limit;
  return isMet(least) !== isMet(largest);
}

/** A value in its budget's unit. */
export function budgetText(budget: Pick<Budget, "unit">, value: number): string {
  switch (budget.unit) {
    case "ms":
      return formatDuration(value);
    case "ratio":
      return value !== 0 && value < 0.01 ? `${Number((value * 100).toPrecision(2))} %` : formatPercent(value);
    case "score":
      return String(Number(value.toPrecision(3)));
    default:
      return budget.unit satisfies never;
  }
}

/** "at most 200 ms", "at least 65.0 %" */
export function limitText(budget: Budget): string {
  return `${budget.relation === "<=" ? "at most" : "at least"} ${budgetText(budget, budget.limit)}`;
}
