import type { DesignResult } from "../../runner/result_schema.ts";
import { type Budget, budgetText, isClose, limitText, outcomeOf } from "./budget_outcome.ts";

/** How a design stands to all its budgets. */
export interface DesignVerdict {
  readonly name: string;
  readonly applicable: readonly Budget[];
  readonly broken: readonly Budget[];
  /** Met or broken, but not in every repeat. */
  readonly close: readonly Budget[];
  readonly isMet: boolean;
}

export function designVerdict(design: DesignResult): DesignVerdict {
  const applicable = design.budgets.filter((budget) => outcomeOf(budget) !== "not applicable");
  const broken = applicable.filter((budget) => outcomeOf(budget) === "broken");
  return {
    name: design.name,
    applicable,
    broken,
    close: applicable.filter(isClose),
    isMet: applicable.length > 0 && broken.length === 0,
  };
}

/** A sentence without its subject, which is the design: "meets 6 of 7 budgets; broken: database query time (58 ms, at most 50 ms)." */
export function verdictSentence(design: DesignResult): string {
  const { applicable, broken, close } = designVerdict(design);
  if (design.budgets.length === 0) return "was held to no budget.";
  if (applicable.length === 0) return "has nothing that a budget speaks of.";
  const met = applicable.length - broken.length;
  const all = applicable.length === 1 ? "the only budget" : `all ${applicable.length} budgets`;
  const parts = [
    broken.length === 0
      ? `meets ${all} that ${applicable.length === 1 ? "applies" : "apply"}`
      : `meets ${met} of ${applicable.length} budgets`,
  ];
  if (broken.length > 0) parts.push(`broken: ${broken.map(detail).join(", ")}`);
  if (close.length > 0) parts.push(`not the same in every repeat: ${close.map(({ metric }) => metric).join(", ")}`);
  const left = design.budgets.length - applicable.length;
  if (left > 0) parts.push(`${left} ${left === 1 ? "does" : "do"} not apply`);
  return `${parts.join("; ")}.`;
}

function detail(budget: Budget): string {
  const value = budget.value === null ? "" : `${budgetText(budget, budget.value)}, `;
  return `${budget.metric} (${value}${limitText(budget)})`;
}
