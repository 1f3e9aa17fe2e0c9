import { type Budget, keepsBudget } from "./budgets/budget.ts";

/** How slow an alarm is to change its mind. */
export interface AlertOptions {
  /** Evaluations in a row that it takes to fire, and to clear. @default 3 */
  readonly evaluations?: number;
  /** How far inside the limit a value must be to clear, as a share of the limit. @default 0.1 */
  readonly clearMargin?: number;
}

/**
 * The alarm of one budget, with hysteresis: it fires once when the limit is broken several evaluations in a row, and clears once when
 * the value was well inside (past the clear limit) as often in a row. A value that swings around the limit therefore fires at most
 * once. An evaluation without a value, or with too few samples, changes nothing and ends the row.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { BudgetAlert } from "./budget_alert.ts";
 * import { errorRatio } from "./budgets/ratios.ts";
 * const alert = new BudgetAlert(errorRatio, { evaluations: 2 });
 * const said = [0.02, 0.02, 0.02, 0.0099, 0.001, 0.001].map((value) => alert.evaluate(value, 1000));
 * assertEquals(said, [undefined, "firing", undefined, undefined, undefined, "cleared"]);
 * ```
 */
export class BudgetAlert {
  readonly budget: Budget;
  readonly clearLimit: number;
  readonly #evaluations: number;
  #isFiring = false;
  /** Evaluations in a row that speak for the other state. */
  #row = 0;

  constructor(budget: Budget, options: AlertOptions = {}) {
    const { clearMargin = 0.1, evaluations = 3 } = options;
    if (!(Number.isInteger(evaluations) && evaluations >= 1 && clearMargin >= 0 && clearMargin < 1)) {
      throw new RangeError(
        `Cannot make an alert: evaluations must be whole and from 1, clearMargin within 0..1: received ${evaluations}, ${clearMargin}`,
      );
    }
    this.budget = budget;
    this.#evaluations = evaluations;
    this.clearLimit = clearLimitOf(budget, clearMargin);
  }

  get isFiring(): boolean {
    return this.#isFiring;
  }

  /** @returns what has just changed, undefined for nothing. */
  evaluate(value: number | null, samples: number): "firing" | "cleared" | undefined {
    if (value === null || samples < this.budget.leastSamples || !this.#speaksForChange(value)) {
      this.#row = 0;
      return undefined;
    }
    this.#row++;
    if (this.#row < this.#evaluations) return undefined;
    this.#row = 0;
    this.#isFiring = !this.#isFiring;
    return this.#isFiring ? "firing" : "cleared";
  }

  #speaksForChange(value: number): boolean {
    if (!this.#isFiring) return !keepsBudget(this.budget, value);
    return keepsBudget({ relation: this.budget.relation, limit: this.clearLimit }, value);
  }
}

/** A ratio that must be at least 0.95 cannot be 10 % better: half the way to 1 must do. */
function clearLimitOf(budget: Budget, margin: number): number {
  const { limit, relation, unit } = budget;
  if (relation === "<=") return limit * (1 - margin);
  return unit === "ratio" ? Math.min(limit * (1 + margin), (limit + 1) / 2) : limit * (1 + margin);
}
