import { bookedShape } from "../adapters/live/booked_shape.ts";
import { type ServerStatement, sessionsBegun } from "../adapters/live/statement_books.ts";
import { formatCount, formatDuration } from "../base/units.ts";
import type { DatabaseOptimizer } from "../database/optimizer.ts";
import type { SlowQuery } from "../database/slow_queries.ts";

/** What is read of an optimizer. */
export type CountingOptimizer = Pick<DatabaseOptimizer, "stats" | "statements" | "slowQueries" | "pools">;

/** A statement's shape as we counted it beside what the server says; undefined where the server does not count. */
export interface StatementFigures {
  readonly shape: string;
  readonly calls: number;
  readonly serverCalls: number | undefined;
  readonly meanMs: number;
  readonly serverMeanMs: number | undefined;
  readonly minMs: number;
  readonly serverMinMs: number | undefined;
  readonly maxMs: number;
  readonly serverMaxMs: number | undefined;
  /** Calls over the threshold, by our clock: with the way to the server and back. */
  readonly slowCalls: number;
}

/** Pool, query cache and slow queries of all instances, and where PostgreSQL's own books say otherwise. */
export interface DatabaseBooks {
  readonly pool: {
    /** Connections of each pool. */
    readonly size: number;
    readonly mostActive: number;
    readonly opened: number;
    readonly serverSessions: number | undefined;
    readonly lent: number;
    /** Waited for a connection, and got one. */
    readonly waited: number;
    readonly refused: number;
    readonly longestWaitMs: number;
    /** Lent, and no statement was done: it failed, or its caller went. */
    readonly withoutResult: number;
  };
  readonly queryCache: {
    readonly asked: number;
    readonly hits: number;
    readonly misses: number;
    /** Misses that waited for another's statement. */
    readonly joined: number;
    readonly bypassed: number;
  };
  readonly transactions: { readonly begun: number; readonly serverBegun: number | undefined };
  readonly executed: number;
  /** Of the very shapes that we executed. */
  readonly serverExecuted: number | undefined;
  readonly slowMs: number;
  /** The most time first. */
  readonly statements: readonly StatementFigures[];
  readonly disagreements: readonly string[];
}

/** Shapes beyond the thousandth, which are counted together: no server has them as one. */
const TOGETHER = "others";

/**
 * Compares what the optimizers counted with what the server counted of the same statements.
 *
 * They agree when the server has as many calls of each shape, as many sessions and as many transactions; when nothing took longer
 * in the server than it did from outside; and when every statement that the server saw over the threshold is in our slow log.
 * The other way round a statement may be slow for us alone: the way to the server, and this program's own thread, take time too.
 */
export function databaseBooks(
  databases: readonly CountingOptimizer[],
  server: readonly ServerStatement[] | undefined,
): DatabaseBooks {
  const stats = databases.map((database) => database.stats());
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const cacheSum = (pick: (one: typeof stats[number]["queryCache"]) => number) =>
    sum(stats.map(({ queryCache }) => pick(queryCache)));
  // Instances behind a pooler share their pools.
  const pools = [...new Set(databases.flatMap((database) => database.pools))].map((pool) => pool.stats());
  const own = databases.flatMap((database) => database.statements());
  const statements = statementFigures(own, server);
  const executed = sum(own.map(({ count }) => count));
  const [hits, misses] = [cacheSum(({ hits }) => hits), cacheSum(({ misses }) => misses)];
  const filled = cacheSum((one) => one.filled);
  const begun = sum(stats.map(({ transactions }) => transactions.begun));
  const inTransactions = sum(stats.map(({ transactions }) => transactions.statements));
  const lent = sum(pools.map((pool) => pool.lent));
  const accounted = executed - inTransactions + begun + sum(stats.map(({ plansAsked }) => plansAsked));
  const refused = sum(pools.map((pool) => pool.refused));
  const books: Omit<DatabaseBooks, "disagreements"> = {
    pool: {
      size: pools[0]!.size,
      mostActive: Math.max(...pools.map((pool) => pool.mostActive)),
      opened: sum(pools.map((pool) => pool.opened)),
      serverSessions: server && sessionsBegun(server),
      lent,
      waited: sum(pools.map((pool) => pool.waited)) - refused,
      refused,
      longestWaitMs: Math.max(...pools.map((pool) => pool.longestWaitMs)),
      withoutResult: Math.max(0, lent - accounted),
    },
    queryCache: {
      asked: hits + misses,
      ...{ hits, misses },
      joined: misses - filled,
      bypassed: cacheSum((one) => one.bypassed),
    },
    transactions: { begun, serverBegun: server && (server.find(({ shape }) => shape === "begin")?.calls ?? 0) },
    executed,
    serverExecuted: server && sum(statements.map(({ serverCalls = 0 }) => serverCalls)),
    slowMs: stats[0]!.slowMs,
    statements,
  };
  return { ...books, disagreements: disagreementsOf(books) };
}

/** By shape, of all instances together, the most time first. */
function statementFigures(
  own: readonly SlowQuery[],
  server: readonly ServerStatement[] | undefined,
): StatementFigures[] {
  const byShape = new Map<string, SlowQuery[]>();
  for (const query of own) {
    const key = query.fingerprint === TOGETHER ? TOGETHER : bookedShape(query.shape);
    byShape.set(key, [...byShape.get(key) ?? [], query]);
  }
  const totals = [...byShape].map(([key, queries]) => {
    const total = (pick: (query: SlowQuery) => number) => queries.reduce((sum, query) => sum + pick(query), 0);
    const theirs = server?.find(({ shape }) => shape === key);
    const calls = total(({ count }) => count);
    const totalMs = total((query) => query.totalMs);
    return {
      totalMs,
      figures: {
        shape: queries[0]!.shape,
        calls,
        meanMs: totalMs / calls,
        minMs: Math.min(...queries.map(({ minMs }) => minMs)),
        maxMs: Math.max(...queries.map(({ maxMs }) => maxMs)),
        slowCalls: total(({ slowCount }) => slowCount),
        serverCalls: key === TOGETHER ? undefined : server && (theirs?.calls ?? 0),
        serverMeanMs: theirs && theirs.totalMs / theirs.calls,
        serverMinMs: theirs?.minMs,
        serverMaxMs: theirs?.maxMs,
      },
    };
  });
  return totals.sort((one, other) => other.totalMs - one.totalMs).map(({ figures }) => figures);
}

function disagreementsOf(books: Omit<DatabaseBooks, "disagreements">): string[] {
  const { pool, queryCache, transactions, statements, slowMs } = books;
  const found: string[] = [];
  const counted = (what: string, ours: number, theirs: number | undefined) => {
    if (theirs === undefined || ours === theirs) return;
    found.push(`${what}: tierlab ${formatCount(ours)}, PostgreSQL ${formatCount(theirs)}`);
  };
  counted("sessions", pool.opened, pool.serverSessions);
  counted("transactions", transactions.begun, transactions.serverBegun);
  if (pool.mostActive > pool.opened) {
    found.push(`${pool.mostActive} connections were busy at once, ${pool.opened} opened`);
  }
  if (queryCache.joined < 0) {
    found.push(`misses: ${formatCount(queryCache.misses)}, ${formatCount(-queryCache.joined)} fewer than were filled`);
  }
  for (const figures of statements) {
    const { shape, calls, serverCalls, minMs, meanMs, maxMs, serverMinMs, serverMeanMs, serverMaxMs } = figures;
    counted(`calls of ${shape}`, calls, serverCalls);
    if (calls !== serverCalls) continue;
    const pairs = [["shortest", minMs, serverMinMs], ["mean", meanMs, serverMeanMs], ["longest", maxMs, serverMaxMs]];
    for (const [which, ours, theirs] of pairs as [string, number, number | undefined][]) {
      if (theirs === undefined || theirs <= ours) continue;
      found.push(
        `${which} time: ${formatDuration(theirs)} in PostgreSQL, ${formatDuration(ours)} from outside: ${shape}`,
      );
    }
    if (serverMaxMs !== undefined && serverMaxMs > slowMs && figures.slowCalls === 0) {
      found.push(`slow in PostgreSQL (${formatDuration(serverMaxMs)}), not in our slow log: ${shape}`);
    }
  }
  return found;
}
