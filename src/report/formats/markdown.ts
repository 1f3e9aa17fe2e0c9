import { formatCount, formatDuration, formatPercent, formatSize } from "../../base/units.ts";
import type { DesignResult, Result } from "../../runner/result_schema.ts";
import { PERCENTILES, percentileText } from "../percentile.ts";
import { formatRate } from "../rate.ts";
import { spreadText } from "../spread.ts";
import { type Budget, budgetText, isClose, limitText, outcomeOf } from "../verdict/budget_outcome.ts";
import { verdictSentence } from "../verdict/design_verdict.ts";
import { headline } from "../verdict/headline.ts";
import { recommendation } from "../verdict/recommendation.ts";

const MARKS = { met: "✅", broken: "❌", "not applicable": "–" } as const;

/** A result for a pull request: GitHub-flavoured Markdown, the verdict first, details folded. */
export function markdownOf(result: Result): string {
  const { workload } = result;
  const repeats = Math.max(0, ...result.designs.map((design) => design.repeats.length));
  const runs = `${formatCount(workload.requests)} requests, ${repeats === 1 ? "one run" : `${repeats} runs`} a design`;
  return [
    `## ${safe(headline(result))}`,
    "",
    `${safe(result.scenario)}, ${result.world}: ${runs}, seed ${result.seed}.` +
    (result.interrupted ? " **Stopped before its end.**" : ""),
    "",
    ...result.designs.map((design) => `- **${safe(design.name)}** ${safe(verdictSentence(design))}`),
    "",
    ...budgetTable(result),
    "",
    ...metricTable(result),
    "",
    safe(recommendation(result).join(" ")),
    "",
    ...comparisonTables(result),
    ...predictionTable(result),
    ...result.warnings.flatMap((warning) => [`> ⚠ ${safe(warning)}`, ""]),
    "<details><summary>Repeat it</summary>",
    "",
    `    ${result.command.replace(/[\r\n]+/g, " ")}`,
    "",
    `Digest ${safe(result.digest)}; ${
      safe(Object.entries(result.versions).map(([name, version]) => `${name} ${version}`).join(", "))
    }.`,
    "",
    "</details>",
    "",
  ].join("\n");
}

function budgetTable(result: Result): string[] {
  const byId = new Map<string, Budget>();
  for (const { budgets } of result.designs) {
    for (const budget of budgets) if (!byId.has(budget.id)) byId.set(budget.id, budget);
  }
  if (byId.size === 0) return [];
  const rows = [...byId.values()].map((budget) => [
    `${budget.metric}, ${limitText(budget)}`,
    ...result.designs.map(({ budgets }) => cellOf(budgets.find(({ id }) => id === budget.id))),
  ]);
  return table(["budget", ...result.designs.map(({ name }) => name)], rows);
}

function cellOf(budget: Budget | undefined): string {
  if (budget === undefined || budget.value === null) return MARKS["not applicable"];
  const spread = budget.spread === null
    ? ""
    : spreadText({ least: budget.spread[0], largest: budget.spread[1] }, (value) => budgetText(budget, value));
  const close = isClose(budget) ? ", not in every repeat" : "";
  return `${MARKS[outcomeOf(budget)]} ${budgetText(budget, budget.value)}${
    spread === "" ? "" : ` (${spread}${close})`
  }`;
}

function metricTable({ designs }: Result): string[] {
  const percentiles = PERCENTILES.filter(({ key }) => key === "p50" || key === "p95" || key === "p99");
  const row = (design: DesignResult) => [
    design.name,
    ...percentiles.map((percentile) => percentileText(design.latencyMs, percentile)),
    design.tiers.length === 0 ? "no cache" : formatPercent(design.hitRatio),
    formatRate(design.database.queriesPerSecond),
    formatSize(design.bytesOut),
    formatCount(design.errors),
  ];
  const head = ["design", ...percentiles.map(({ label }) => label), "hit ratio", "queries/s", "sent", "errors"];
  return table(head, designs.map(row));
}

function comparisonTables(result: Result): string[] {
  return (result.comparisons ?? []).flatMap(({ design, against, rows, runs }) => {
    const told = (unit: "ms" | "ratio", value: number) =>
      `${value < 0 ? "−" : "+"}${unit === "ms" ? formatDuration(Math.abs(value)) : formatPercent(Math.abs(value))}`;
    const lines = rows.map(({ metric, unit, difference, interval, verdict }) => [
      metric,
      told(unit, difference),
      interval === null ? "too few runs" : `${told(unit, interval[0])} to ${told(unit, interval[1])}`,
      verdict,
    ]);
    const title = `<details><summary>${safe(design)} against ${safe(against)}, ${runs} paired runs</summary>`;
    return [title, "", ...table(["metric", "difference", "95 % interval", "verdict"], lines), "", "</details>", ""];
  });
}

function predictionTable({ predictions }: Result): string[] {
  if (predictions.length === 0) return [];
  const rows = predictions.map(({ metric, simulated, live, error, tolerance, pass }) => [
    `${pass ? MARKS.met : MARKS.broken} ${metric}`,
    String(Number(simulated.toPrecision(4))),
    String(Number(live.toPrecision(4))),
    formatPercent(error),
    formatPercent(tolerance),
  ]);
  return [...table(["prediction", "simulated", "live", "error", "tolerance"], rows), ""];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(safe).join(" | ")} |`;
  return [line(head), `|${head.map((_, column) => column === 0 ? " :-- |" : " --: |").join("")}`, ...rows.map(line)];
}

/** Texts of a result never become markup. */
function safe(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\`*_[\]<>|&#~]/g, (character) => `&#${character.codePointAt(0)};`);
}
