import type { ServerStatement } from "../adapters/live/statement_books.ts";
import { formatCount, formatDuration, formatPercent } from "../base/units.ts";
import type { SlowQuery } from "../database/slow_queries.ts";
import { type CountingOptimizer, type DatabaseBooks, databaseBooks, type StatementFigures } from "./database_books.ts";
import { tableLines } from "./table.ts";

/** Rows of the table of statements, and of the slow ones: the rest is in nobody's way. */
const MOST_STATEMENTS = 8;
const MOST_SLOW = 5;
const SHAPE_WIDTH = 24;

/** Pool, query cache and statements of a live run, for a person, beside PostgreSQL's own books: within 80 columns. */
export function databaseSummary(
  databases: readonly CountingOptimizer[],
  server: readonly ServerStatement[] | undefined,
): string[] {
  const books = databaseBooks(databases, server);
  const slow = databases.flatMap((database) => database.slowQueries());
  return [
    "",
    ...tableLines(["database", "tierlab", ...(server === undefined ? [] : ["PostgreSQL"])], figuresOf(books)),
    "",
    ...statementLines(books),
    ...slowLines(slow, books),
    ...books.disagreements.map((line) => `DISAGREES  ${line}`.slice(0, 80)),
  ];
}

function figuresOf({ pool, queryCache, transactions, ...books }: DatabaseBooks): string[][] {
  const { asked, hits, misses, joined, bypassed } = queryCache;
  const ours = (what: string, count: number) => [what, formatCount(count)];
  const both = (what: string, count: number, theirs: number | undefined) =>
    theirs === undefined
      ? ours(what, count)
      : [...ours(what, count), formatCount(theirs), count === theirs ? "agree" : "DISAGREE"];
  const slow = books.statements.filter(({ slowCalls }) => slowCalls > 0).length;
  const serverSlow = books.statements.filter(({ serverMaxMs = 0 }) => serverMaxMs > books.slowMs).length;
  const threshold = formatDuration(books.slowMs);
  return [
    both("pool: connections opened", pool.opened, pool.serverSessions),
    ours(`- most busy at once, of ${pool.size} a pool`, pool.mostActive),
    ours("- lent", pool.lent),
    ours(`- waited for${pool.waited === 0 ? "" : `, longest ${formatDuration(pool.longestWaitMs)}`}`, pool.waited),
    ours("- waited for in vain", pool.refused),
    ...(pool.withoutResult === 0 ? [] : [ours("- lent without a result", pool.withoutResult)]),
    ours("query cache: look-ups", asked),
    ours(`- hits, ${formatPercent(asked === 0 ? 0 : hits / asked)}`, hits),
    ours("- misses", misses),
    ...(joined === 0 ? [] : [ours("- of them joined another's statement", joined)]),
    ours("- statements past it", bypassed),
    ...(transactions.begun === 0 ? [] : [both("transactions", transactions.begun, transactions.serverBegun)]),
    both("statements executed", books.executed, books.serverExecuted),
    books.serverExecuted === undefined
      ? ours(`kinds slower than ${threshold}`, slow)
      : [`kinds slower than ${threshold}`, formatCount(slow), formatCount(serverSlow), slowVerdict(books)],
  ];
}

/** Every kind that the server saw slow must be slow for us; slow for us alone is the way there. */
function slowVerdict({ statements, slowMs }: Pick<DatabaseBooks, "statements" | "slowMs">): string {
  const missed = statements.some(({ slowCalls, serverMaxMs = 0 }) => serverMaxMs > slowMs && slowCalls === 0);
  const isOnTheWay = statements.some(({ slowCalls, serverMaxMs = 0 }) => serverMaxMs <= slowMs && slowCalls > 0);
  return missed ? "DISAGREE" : isOnTheWay ? "on the way" : "agree";
}

function statementLines({ statements, serverExecuted }: DatabaseBooks): string[] {
  const shown = statements.slice(0, MOST_STATEMENTS);
  const header = serverExecuted === undefined
    ? ["statement", "calls", "mean", "longest"]
    : ["statement", "calls", "(server)", "mean", "(server)", "longest", "(server)"];
  return tableLines(header, shown.map((figures) => cellsOf(figures, serverExecuted !== undefined)));
}

function cellsOf(figures: StatementFigures, hasServer: boolean): string[] {
  const { shape, calls, meanMs, maxMs, serverCalls, serverMeanMs, serverMaxMs } = figures;
  const name = shape.length > SHAPE_WIDTH ? `${shape.slice(0, SHAPE_WIDTH - 1)}…` : shape;
  const count = (value: number | undefined) => value === undefined ? "-" : formatCount(value);
  const time = (value: number | undefined) => value === undefined ? "-" : formatDuration(value);
  const pairs = [[count(calls), count(serverCalls)], [time(meanMs), time(serverMeanMs)], [
    time(maxMs),
    time(serverMaxMs),
  ]];
  return [name, ...pairs.flatMap(([ours, theirs]) => hasServer ? [ours!, theirs!] : [ours!])];
}

function slowLines(slow: readonly SlowQuery[], { statements, slowMs }: DatabaseBooks): string[] {
  return slow.slice(0, MOST_SLOW).flatMap(({ shape, slowCount, count, p95Ms, plan }) => {
    const serverMaxMs = statements.find((figures) => figures.shape === shape)?.serverMaxMs;
    const isOnTheWay = serverMaxMs !== undefined && serverMaxMs <= slowMs;
    return [
      `slow         ${slowCount} of ${count}, p95 ${formatDuration(p95Ms)}: ${shape.slice(0, 40)}`,
      ...(isOnTheWay ? [`             not in PostgreSQL, where it took ${formatDuration(serverMaxMs)} at most`] : []),
      ...(plan?.advice === undefined ? [] : [`             advice: ${plan.advice}`.slice(0, 80)]),
    ];
  });
}
