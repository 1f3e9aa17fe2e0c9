import { formatCount, formatDuration, formatPercent } from "../base/units.ts";
import type { DesignResult, Result } from "../runner/result_schema.ts";
import { comparisonLines } from "./comparison_lines.ts";
import { failoverLines } from "./failover_lines.ts";
import { marketplaceLines } from "./marketplace_lines.ts";
import { rankingLines } from "./ranking_lines.ts";
import { tableLines } from "./table.ts";

/** What a person needs of a result at the terminal, within 80 columns. */
export function summaryLines(result: Result): string[] {
  const { workload, designs } = result;
  const repeats = Math.max(...designs.map((design) => design.repeats.length));
  const runs = `${formatCount(workload.requests)} requests x ${repeats} ${repeats === 1 ? "run" : "runs"}`;
  return [
    `${result.scenario}, ${result.world}: ${runs} a design, seed ${result.seed}, ${formatDuration(result.elapsedMs)}`,
    ...(result.interrupted ? ["INTERRUPTED: the figures are those of what was measured until then"] : []),
    "",
    ...tableLines(
      ["design", "p50", "p95", "p99", "hits", "queries/s", "errors", "budgets"],
      designs.map(rowOf),
    ),
    "",
    ...designs.flatMap(brokenLines),
    ...comparisonLines(result.comparisons ?? []),
    ...designs.flatMap(loadLines),
    ...designs.flatMap(failoverLines),
    ...designs.flatMap(marketplaceLines),
    ...predictionLines(result),
    ...rankingLines(result.ranking),
    ...result.warnings.map((warning) => `warning: ${warning}`),
  ];
}

function rowOf(design: DesignResult): string[] {
  const { latencyMs, budgets } = design;
  const judged = budgets.filter((budget) => budget.pass !== null);
  return [
    design.name,
    ...[latencyMs.p50, latencyMs.p95, latencyMs.p99].map(formatDuration),
    formatPercent(design.hitRatio),
    design.database.queriesPerSecond.toFixed(1),
    formatCount(design.errors),
    `${judged.filter((budget) => budget.pass).length} of ${judged.length} met`,
  ];
}

function brokenLines(design: DesignResult): string[] {
  return design.budgets.filter((budget) => budget.pass === false).map((budget) => {
    const { value, limit, unit, relation } = budget;
    const shown = (amount: number) =>
      unit === "ms" ? formatDuration(amount) : unit === "ratio" ? formatPercent(amount) : String(amount);
    return `${design.name} breaks ${budget.id}: ${shown(value!)}, must be ${relation} ${shown(limit)}`;
  });
}

/** Whether the load came as it was meant to: without this no live figure means anything. */
function loadLines({ name, load }: DesignResult): string[] {
  if (load === undefined) return [];
  const failed = Object.values(load.errors).reduce((sum, count) => sum + count, 0);
  const [p50, p99] = [load.fromSendMs.p50, load.fromSendMs.p99].map(formatDuration);
  return [
    `${name} under load, ${load.model}`,
    `  from the actual send: p50 ${p50}, p99 ${p99}; ${formatCount(load.late)} left late, ${
      formatCount(failed)
    } failed`,
    `  ${formatCount(load.replies)} replies over ${formatCount(load.connectionsOpened)} connections, ` +
    `${formatCount(load.notModified)} not modified`,
    "",
  ];
}

function predictionLines(result: Result): string[] {
  if (result.predictions.length === 0) return [];
  const percent = (value: number) => formatPercent(value);
  return [
    "the same requests, simulated and live:",
    ...tableLines(
      ["metric", "simulated", "live", "error", "tolerance", "verdict"],
      result.predictions.map((row) => {
        const shown = row.metric.includes("ratio") ? percent : (value: number) => String(Number(value.toPrecision(4)));
        return [
          row.metric,
          shown(row.simulated),
          shown(row.live),
          percent(row.error),
          percent(row.tolerance),
          row.pass === null ? "not judged" : row.pass ? "pass" : "FAIL",
        ];
      }),
    ),
    ...new Set(result.predictions.flatMap(({ why }) => why === undefined ? [] : [`not judged: ${why}`])),
    "",
  ];
}
