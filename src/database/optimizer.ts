import type { CacheStrategy, FactoryContext } from "../cache/strategy.ts";
import type { Clock } from "../flow/clock.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import type { Probe } from "../ports/probe.ts";
import type { Row, SqlResult, SqlValue } from "../ports/sql_database.ts";
import type { ConnectionPool, Lease } from "./connection_pool.ts";
import { SlowQueries, type SlowQuery } from "./slow_queries.ts";
import { smartTtl, type SmartTtlOptions } from "./smart_ttl.ts";
import { readStatement, type Statement } from "./statement.ts";

/** What a query cost and why it will be kept as long as it will. */
export interface QueryStats {
  readonly source: "cache" | "database";
  readonly durationMs: number;
  /** 0 when it is not cached. */
  readonly ttlMs: number;
  readonly why: string;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
}

export interface QueryAnswer {
  readonly rows: readonly Row[];
  readonly stats: QueryStats;
}

export interface ExecuteOptions {
  /** Instead of the tables' names: what invalidates the answer. */
  readonly tags?: readonly string[];
  /** Set false to go to the database whatever the cache holds. @default true */
  readonly isCacheable?: boolean;
}

export interface DatabaseOptimizerOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** For writes, and for reads when there are no replicas. */
  readonly primary: ConnectionPool;
  /** For reads, in turn. */
  readonly replicas?: readonly ConnectionPool[];
  /** The query cache; undefined when switched off. */
  readonly cache?: CacheStrategy | undefined;
  readonly ttl?: SmartTtlOptions;
}

interface Kept {
  readonly result: SqlResult;
  readonly ttlMs: number;
  readonly why: string;
}

/** An answer with the database's own time for it: waiting for a connection makes no query slow. */
interface Executed {
  readonly result: SqlResult;
  readonly durationMs: number;
}

/**
 * Puts a query cache with smart times to live, a connection pool and slow-query detection before a database.
 */
export class DatabaseOptimizer {
  readonly #options: DatabaseOptimizerOptions;
  readonly #slow: SlowQueries;
  #turn = 0;

  constructor(options: DatabaseOptimizerOptions) {
    this.#options = options;
    this.#slow = new SlowQueries({ thresholdMs: options.ttl?.slowMs ?? 100 });
  }

  /**
   * Runs a query: from the query cache when it may, otherwise on a connection of the pool. A write invalidates the tags of its
   * tables after it was done.
   *
   * @throws PoolExhausted, or what the database throws.
   */
  *executeWithStats(sql: string, params: readonly SqlValue[] = [], options: ExecuteOptions = {}): Flow<QueryAnswer> {
    const { cache, clock } = this.#options;
    const statement = readStatement(sql);
    const tags = options.tags ?? statement.tables;
    const startedMs = clock.nowMs();
    const reason = options.isCacheable === false ? "the caller asked for the database" : statement.uncacheable;
    if (cache === undefined || reason !== undefined) {
      const { result } = yield* this.#execute(sql, params, statement);
      if (statement.kind !== "read" && cache !== undefined) yield* this.invalidateCache(tags);
      const why = reason ?? "the query cache is off";
      return answer(result, { source: "database", durationMs: clock.nowMs() - startedMs, ttlMs: 0, why, tags });
    }
    const key = `${statement.textId}:${JSON.stringify(params)}`;
    const kept = yield* cache.lookup<Kept>(key, (context) => this.#fill(sql, params, { statement, context }), { tags });
    const { result, ttlMs, why } = kept.value;
    const source = kept.servedBy === "origin" ? "database" : "cache";
    return answer(result, { source, durationMs: clock.nowMs() - startedMs, ttlMs, why, tags });
  }

  /** Makes every cached answer with one of the tags stale. */
  invalidateCache(tags: string | readonly string[]): Flow<void> {
    return this.#options.cache?.invalidateByTag(tags) ?? nothing();
  }

  /** Statements that were slow, worst first. */
  slowQueries(): SlowQuery[] {
    return this.#slow.list();
  }

  audit(): void {
    for (const pool of this.#pools()) pool.audit();
    this.#options.cache?.audit();
  }

  close(): void {
    for (const pool of this.#pools()) pool.close();
  }

  *#fill(
    sql: string,
    params: readonly SqlValue[],
    work: { statement: Statement; context: FactoryContext },
  ): Flow<Kept> {
    const { result, durationMs } = yield* this.#execute(sql, params, work.statement);
    const verdict = smartTtl({ statement: work.statement, durationMs }, this.#options.ttl ?? {});
    work.context.ttlMs = verdict.ttlMs;
    work.context.sizeBytes = result.sizeBytes;
    return { result, ...verdict };
  }

  #execute(sql: string, params: readonly SqlValue[], statement: Statement): Flow<Executed> {
    const pool = statement.kind === "read" ? this.#reader() : this.#options.primary;
    return pool.withConnection((lease) => this.#run(lease, { sql, params, statement }));
  }

  *#run(
    lease: Lease,
    query: { sql: string; params: readonly SqlValue[]; statement: Statement },
  ): Flow<Executed> {
    const { clock, probe } = this.#options;
    const { sql, statement: { fingerprint, kind } } = query;
    const startedMs = clock.nowMs();
    const result = yield* lease.connection.query(sql, query.params);
    const durationMs = clock.nowMs() - startedMs;
    const isSlow = this.#slow.record({ fingerprint, sql, durationMs });
    const rows = result.rows.length;
    probe.emit({
      kind: "query",
      fingerprint,
      durationMs,
      waitMs: lease.waitMs,
      rows,
      isSlow,
      isWrite: kind !== "read",
    });
    return { result, durationMs };
  }

  #reader(): ConnectionPool {
    const { replicas, primary } = this.#options;
    if (!replicas?.length) return primary;
    this.#turn = (this.#turn + 1) % replicas.length;
    return replicas[this.#turn]!;
  }

  #pools(): ConnectionPool[] {
    return [this.#options.primary, ...this.#options.replicas ?? []];
  }
}

function answer(result: SqlResult, stats: Omit<QueryStats, "sizeBytes">): QueryAnswer {
  return { rows: result.rows, stats: { ...stats, sizeBytes: result.sizeBytes } };
}

function* nothing(): Flow<void> {
  yield* immediate(undefined);
}
