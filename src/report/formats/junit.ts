import type { Result } from "../../runner/result_schema.ts";
import { escapeText } from "../escape_text.ts";
import { budgetText, limitText, outcomeOf } from "../verdict/budget_outcome.ts";

interface Case {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly message: string;
}

/** Budgets as test cases, a suite a design, and predictions as one more: what continuous integration shows in its own lists. */
export function junitOf(result: Result): string {
  const suites: [string, Case[]][] = result.designs.map(({ name, budgets }) => [
    name,
    budgets.map((budget) => {
      const outcome = outcomeOf(budget);
      const value = budget.value === null ? "no value" : budgetText(budget, budget.value);
      return {
        name: budget.id,
        outcome: outcome === "met" ? "passed" : outcome === "broken" ? "failed" : "skipped",
        message: `${budget.metric}: ${value}, ${limitText(budget)}`,
      };
    }),
  ]);
  if (result.predictions.length > 0) {
    suites.push([
      "predictions",
      result.predictions.map(({ metric, simulated, live, error, tolerance, pass }) => ({
        name: metric,
        outcome: pass ? "passed" : "failed",
        message: `simulated ${simulated}, live ${live}, error ${error}, tolerance ${tolerance}`,
      })),
    ]);
  }
  const seconds = (result.elapsedMs / 1000).toFixed(3);
  const all = suites.flatMap(([, cases]) => cases);
  const counts = (cases: readonly Case[]) => {
    const of = (outcome: Case["outcome"]) => cases.filter((one) => one.outcome === outcome).length;
    return `tests="${cases.length}" failures="${of("failed")}" skipped="${of("skipped")}"`;
  };
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="${text(`tierlab ${result.scenario}`)}" ${counts(all)} time="${seconds}">`,
    ...suites.flatMap(([name, cases]) => [
      `  <testsuite name="${text(name)}" ${counts(cases)} timestamp="${text(result.date)}">`,
      ...cases.map((one) => caseLine(one, `${result.scenario}.${name}`)),
      `  </testsuite>`,
    ]),
    `</testsuites>`,
    ``,
  ].join("\n");
}

function caseLine({ name, outcome, message }: Case, className: string): string {
  const head = `    <testcase classname="${text(className)}" name="${text(name)}"`;
  if (outcome === "passed") return `${head}><system-out>${text(message)}</system-out></testcase>`;
  const tag = outcome === "failed" ? "failure" : "skipped";
  return `${head}><${tag} message="${text(message)}"/></testcase>`;
}

/** Characters that XML 1.0 does not know (section 2.2) are left out. */
function text(value: string): string {
  // deno-lint-ignore no-control-regex
  return escapeText(value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ""));
}
