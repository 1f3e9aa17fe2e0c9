import { formatDuration, formatPercent } from "../base/units.ts";
import type { AgainstBaseline, BrokenBudget, GateOutcome } from "../runner/gate.ts";
import type { ComparisonRow } from "../runner/result_comparison_schema.ts";

/** Broken budgets that a line has room for. */
const MOST_NAMED = 3;

/** The three lines that a person needs: the verdict, the budgets, the baseline. */
export function gateLines(outcome: GateOutcome): [string, string, string] {
  return [verdictLine(outcome), budgetLine(outcome), baselineLine(outcome)];
}

function verdictLine({ broken, isOpen, worse }: GateOutcome): string {
  if (isOpen) return "gate: PASS";
  const reasons = [
    broken.length === 0 ? "" : `${broken.length} ${broken.length === 1 ? "budget is" : "budgets are"} broken`,
    worse.length === 0
      ? ""
      : `${worse.length} ${worse.length === 1 ? "metric is" : "metrics are"} worse than the baseline`,
  ];
  return `gate: FAIL, ${reasons.filter((reason) => reason !== "").join(", ")}`;
}

function budgetLine({ broken, judged }: GateOutcome): string {
  if (judged === 0) return "budgets: none applies";
  if (broken.length === 0) return `budgets: all ${judged} met`;
  return `budgets: ${broken.slice(0, MOST_NAMED).map(brokenText).join("; ")}${
    broken.length > MOST_NAMED ? `; and ${broken.length - MOST_NAMED} more` : ""
  }`;
}

function brokenText({ design, budget: { id, limit, relation, unit, value } }: BrokenBudget): string {
  const shown = (amount: number) =>
    unit === "ms" ? formatDuration(amount) : unit === "ratio" ? formatPercent(amount) : String(amount);
  return `${design} breaks ${id}: ${shown(value!)}, must be ${relation} ${shown(limit)}`;
}

function baselineLine({ compared, suspected, unknown, worse }: GateOutcome): string {
  if (compared === undefined) return "baseline: none given";
  const strangers = unknown.length === 0 ? "" : `; not in the baseline: ${unknown.join(", ")}`;
  if (worse.length > 0) return `baseline: ${worstText(worse)}${strangers}`;
  const undecided = compared.filter(({ row }) => row.interval === null);
  if (undecided.length === compared.length) {
    return `baseline: not judged, ${undecided[0]!.row.why}${undecided[0]!.isPaired ? " of one seed" : ""}${strangers}`;
  }
  const doubt = suspected.length === 0 ? "" : `; within its margin, perhaps: ${worstText(suspected)}`;
  return `baseline: none of ${compared.length} metrics is worse beyond its margin${doubt}${strangers}`;
}

/** The one that is furthest beyond its margin, and how many more there are. */
function worstText(rows: readonly AgainstBaseline[]): string {
  const excess = ({ row }: AgainstBaseline) => Math.abs(row.difference) / row.margin;
  const [worst] = [...rows].sort((a, b) => excess(b) - excess(a));
  return worseText(worst!) + (rows.length === 1 ? "" : `, and ${rows.length - 1} more`);
}

function worseText({ design, isPaired, row, runs }: AgainstBaseline): string {
  const [from, to] = row.interval!;
  return `${design} ${row.metric} ${signed(row, row.difference)} (95 % interval ${signed(row, from)} to ${
    signed(row, to)
  }, margin ${shown(row, row.margin)}, ${runs} ${isPaired ? "pairs" : "runs a side"})`;
}

function shown({ unit }: ComparisonRow, value: number): string {
  return unit === "ms" ? formatDuration(value) : `${(value * 100).toFixed(2)} points`;
}

function signed(row: ComparisonRow, value: number): string {
  return `${value < 0 ? "-" : "+"}${shown(row, Math.abs(value))}`;
}
