import { extent } from "simple-statistics";
import { keepsBudget } from "../monitor/budgets/budget.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import * as registered from "../monitor/budgets/registered.ts";
import { readingOf } from "./reading.ts";
import type { RunRecord } from "./recorder.ts";
import type { DesignResult } from "./result_schema.ts";

/** Every registered budget, judged by the totals of all repeats, with its spread over them. */
export function budgetResults(records: readonly RunRecord[]): DesignResult["budgets"] {
  const total = readingOf(records);
  const each = records.map((record) => readingOf([record]));
  return Object.values<Budget>(registered).map((budget) => {
    const { id, metric, unit, relation, limit, reason } = budget;
    const value = budget.read(total);
    const values = each.map((reading) => budget.read(reading)).filter((one) => one !== null);
    const spread: [number, number] | null = values.length === 0 ? null : extent(values);
    const pass = value === null ? null : keepsBudget(budget, value);
    return { id, metric, unit, relation, limit, value, pass, spread, reason };
  });
}
