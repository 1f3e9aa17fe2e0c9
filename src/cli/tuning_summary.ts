import { formatCount, formatDuration, formatPercent } from "../base/units.ts";
import { moneyText } from "../report/cost/money_text.ts";
import type { TriedSetting, TuningResult } from "../runner/result_tuning_schema.ts";
import { tableLines } from "./table.ts";
import { wrapText } from "./text_lines.ts";

const COLUMNS = 80;
const MOST_ROWS = 12;

/** What a person needs of a search at the terminal, within 80 columns but for texts to be copied. */
export function tuningLines(result: TuningResult): string[] {
  const { design, scenario, search, settings, seed } = result;
  const head = `${design} on ${scenario}: ${formatCount(search.tried)} of ${formatCount(search.possible)} settings, ` +
    `${formatCount(search.runs)} runs, seed ${seed}, ${formatDuration(result.elapsedMs)}`;
  if (settings.length === 0) return [...wrapText(head, COLUMNS), "INTERRUPTED before any setting was finished"];
  return [
    ...wrapText(head, COLUMNS),
    ...(result.interrupted ? wrapText(`INTERRUPTED: the figures are those of ${stageText(result)}`, COLUMNS) : []),
    ...result.warnings.flatMap((warning) => wrapText(`warning: ${warning}`, COLUMNS)),
    "",
    "Pareto front (cost a month against p95), best bargain for every amount",
    ...frontLines(result),
    "",
    ...recommendationLines(result, settings[0]!),
  ];
}

/** "6 runs of the full length" */
export function stageText({ stage }: Pick<TuningResult, "stage">): string {
  const runs = stage.seeds === 1 ? "one run" : `${stage.seeds} runs`;
  return `${runs} of ${stage.share === 1 ? "the full length" : `${formatPercent(stage.share)} of the length`}`;
}

function frontLines({ settings, prices }: TuningResult): string[] {
  const front = settings.filter(({ onFront }) => onFront).sort((a, b) => a.cost - b.cost);
  const shown = front.slice(0, MOST_ROWS);
  return [
    ...tableLines(
      ["setting", "a month", "p95", "budgets"],
      shown.map((setting) => [
        `${setting === settings[0] ? "* " : "  "}${setting.vary.replaceAll(",", " ")}`,
        moneyText(setting.cost, prices.currency),
        formatDuration(setting.p95),
        setting.misses.length === 0 ? "kept" : `${setting.misses.length} missed`,
      ]),
    ),
    ...(front.length > shown.length ? [`  and ${front.length - shown.length} more in the report`] : []),
  ];
}

function recommendationLines(result: TuningResult, best: TriedSetting): string[] {
  const { confirmation, prices } = result;
  const isKept = best.misses.length === 0;
  return [
    isKept
      ? "recommended (cheapest; the fastest of what costs within 1 % of it):"
      : "NO setting keeps every budget; nearest:",
    `  --vary ${best.vary}`,
    ...missLines("  misses", best.misses),
    ...(confirmation === null
      ? [`  ${moneyText(best.cost, prices.currency)} a month, p95 ${formatDuration(best.p95)}, not confirmed`]
      : [
        `  on ${confirmation.runs.length} fresh seeds:`,
        `    cost ${estimateText(confirmation.cost, (value) => moneyText(value, prices.currency))} a month`,
        `    p95  ${estimateText(confirmation.p95, formatDuration)}`,
        ...missLines("    misses there", confirmation.misses),
        `  against ${result.design} as it is (${moneyText(confirmation.today.cost, prices.currency)}, p95 ${
          formatDuration(confirmation.today.p95)
        }):`,
        `    cost ${
          estimateText(confirmation.difference.cost, (value) => signed(value, (one) => moneyText(one, prices.currency)))
        }`,
        `    p95  ${estimateText(confirmation.difference.p95, (value) => signed(value, formatDuration))}`,
      ]),
  ];
}

function missLines(head: string, misses: TriedSetting["misses"]): string[] {
  return misses.map(({ id, by }) => `${head} ${id} by ${formatPercent(by)} of its limit`);
}

/** "78.2 ms (95 %: 77.9 ms to 78.4 ms)" */
export function estimateText(
  { mean, interval }: { mean: number; interval: readonly [number, number] | null },
  format: (value: number) => string,
): string {
  if (interval === null) return `${format(mean)} (fewer than six seeds carry no interval)`;
  return `${format(mean)} (95 %: ${format(interval[0])} to ${format(interval[1])})`;
}

function signed(value: number, format: (value: number) => string): string {
  return `${value < 0 ? "-" : "+"}${format(Math.abs(value))}`;
}
