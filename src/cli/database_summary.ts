import { formatCount, formatDuration, formatPercent } from "../base/units.ts";
import type { ServerStatement } from "../adapters/live/statement_books.ts";
import type { DatabaseOptimizer } from "../database/optimizer.ts";
import type { SlowQuery } from "../database/slow_queries.ts";

/** A statement's shape as we counted it beside what the server says. */
export interface StatementFigures {
  readonly shape: string;
  readonly calls: number;
  readonly serverCalls: number | undefined;
  readonly meanMs: number;
  readonly serverMeanMs: number | undefined;
}

/** Figures of all instances' optimizers by shape, the most time first. */
export function statementFigures(
  databases: readonly DatabaseOptimizer[],
  server: readonly ServerStatement[] | undefined,
): StatementFigures[] {
  const byShape = new Map<string, { calls: number; totalMs: number }>();
  for (const { shape, count, totalMs } of databases.flatMap((database) => database.statements())) {
    const sum = byShape.get(shape) ?? { calls: 0, totalMs: 0 };
    byShape.set(shape, { calls: sum.calls + count, totalMs: sum.totalMs + totalMs });
  }
  return [...byShape].sort(([, one], [, other]) => other.totalMs - one.totalMs).map(([shape, { calls, totalMs }]) => {
    const theirs = server?.find((statement) => statement.shape === shape);
    return {
      shape,
      calls,
      meanMs: totalMs / calls,
      serverCalls: server && (theirs?.calls ?? 0),
      serverMeanMs: theirs && theirs.totalMs / theirs.calls,
    };
  });
}

/** Pool, query cache and statements of a live run, for a person: within 80 columns. */
export function databaseSummary(
  databases: readonly DatabaseOptimizer[],
  server: readonly ServerStatement[] | undefined,
): string[] {
  const stats = databases.map((database) => database.stats());
  const pools = stats.flatMap((one) => one.pools);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const hits = sum(stats.map(({ queryCache }) => queryCache.hits));
  const asked = hits + sum(stats.map(({ queryCache }) => queryCache.misses));
  const waited = sum(pools.map((pool) => pool.waited - pool.refused));
  const lines = [
    "",
    `pool         at most ${Math.max(...pools.map((pool) => pool.mostActive))} of ${
      pools[0]!.size
    } connections busy, ` +
    `${formatCount(waited)} of ${formatCount(sum(pools.map((pool) => pool.lent)))} waited, ` +
    `${formatCount(sum(pools.map((pool) => pool.refused)))} refused`,
    `query cache  ${formatPercent(asked === 0 ? 0 : hits / asked)} hits of ${formatCount(asked)}, ` +
    `${formatCount(sum(stats.map(({ queryCache }) => queryCache.bypassed)))} statements past it`,
    `statement${" ".repeat(32)}calls  by server     mean  by server`,
  ];
  for (const figures of statementFigures(databases, server).slice(0, 8)) lines.push(statementLine(figures));
  return [...lines, ...slowLines(stats.flatMap((one) => one.slowQueries))];
}

function statementLine({ shape, calls, serverCalls, meanMs, serverMeanMs }: StatementFigures): string {
  const name = shape.length > 36 ? `${shape.slice(0, 35)}…` : shape;
  const theirCalls = serverCalls === undefined ? "-" : formatCount(serverCalls);
  const theirMean = serverMeanMs === undefined ? "-" : formatDuration(serverMeanMs);
  return `  ${name.padEnd(36)}${formatCount(calls).padStart(8)}${theirCalls.padStart(11)}` +
    `${formatDuration(meanMs).padStart(9)}${theirMean.padStart(11)}`;
}

function slowLines(slow: readonly SlowQuery[]): string[] {
  if (slow.length === 0) return ["slow queries none"];
  return slow.slice(0, 5).flatMap(({ shape, slowCount, count, p95Ms, plan }) => [
    `slow         ${slowCount} of ${count}, p95 ${formatDuration(p95Ms)}: ${shape.slice(0, 40)}`,
    ...(plan?.advice === undefined ? [] : [`             advice: ${plan.advice}`.slice(0, 80)]),
  ]);
}
