import { Failure } from "../base/errors.ts";
import { suggestion } from "../base/registry.ts";
import { parseDuration } from "../base/units.ts";
import type { Budget } from "../monitor/budgets/budget.ts";
import * as registered from "../monitor/budgets/registered.ts";

/** What a setting must keep. */
export type Limit = Pick<Budget, "id" | "relation" | "limit" | "unit">;

/**
 * The registered budgets, with other limits where `--budget` says so: `api-response<=100ms,error-ratio<=0.1%`.
 *
 * @throws Failure with the budget and what was expected.
 */
export function limitsFrom(text: string | undefined): Limit[] {
  const budgets = Object.values<Budget>(registered).map(({ id, relation, limit, unit }) => ({
    id,
    relation,
    limit,
    unit,
  }));
  const own = new Map((text === undefined ? [] : text.split(",")).map((part) => ownLimit(part.trim(), budgets)));
  return budgets.map((budget) => ({ ...budget, limit: own.get(budget.id) ?? budget.limit }));
}

/** By how much of the limit a value misses it; negative when it keeps it. What was not measured misses nothing. */
export function overshootOf({ relation, limit }: Limit, value: number | null): number {
  if (value === null) return -1;
  const past = relation === "<=" ? value - limit : limit - value;
  return limit === 0 ? past : past / limit;
}

function ownLimit(part: string, budgets: readonly Limit[]): [string, number] {
  const [, id = "", relation, value = ""] = /^([\w-]+)\s*(<=|>=)\s*(.+)$/.exec(part) ?? [];
  if (relation === undefined) {
    const received = JSON.stringify(part);
    throw new Failure(
      "bad-budget",
      `Cannot read --budget: it must look like api-response<=100ms: received ${received}`,
    );
  }
  const budget = budgets.find((one) => one.id === id);
  if (budget === undefined) {
    const meant = suggestion("budget", budgets.map((one) => one.id), id);
    throw new Failure("unknown-name", `Cannot find the budget of --budget: ${meant}: received ${id}`);
  }
  if (relation !== budget.relation) {
    throw new Failure(
      "bad-budget",
      `Cannot read --budget ${id}: it must be ${budget.relation} a value: received ${part}`,
    );
  }
  return [id, amountOf(budget, value.trim())];
}

function amountOf({ id, unit }: Limit, text: string): number {
  if (unit === "ms") return parseDuration(text, `--budget ${id}`);
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text) ?? [];
  const amount = Number(digits) / (percent === "%" ? 100 : 1);
  if (amount >= 0 && (unit !== "ratio" || amount <= 1) && (unit === "ratio" || percent === "")) return amount;
  const expected = unit === "ratio" ? "a share such as 0.9 or 90 %" : "a number from 0";
  throw new Failure(
    "bad-budget",
    `Cannot read --budget ${id}: it must be ${expected}: received ${JSON.stringify(text)}`,
  );
}
