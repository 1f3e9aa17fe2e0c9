import type { CacheStrategy, FactoryContext } from "../cache/strategy.ts";
import type { Clock } from "../flow/clock.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
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

/** What is asked. */
interface Query {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly statement: Statement;
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
  executeWithStats(
    sql: string,
    params: readonly SqlValue[] = [],
    options: ExecuteOptions = {},
  ): Operation<QueryAnswer> {
    const { cache, clock } = this.#options;
    const statement = readStatement(sql);
    const query: Query = { sql, params, statement };
    const tags = options.tags ?? statement.tables;
    const reason = options.isCacheable === false ? "the caller asked for the database" : statement.uncacheable;
    if (cache === undefined || reason !== undefined) {
      return this.#uncached(query, { tags, why: reason ?? "the query cache is off" });
    }
    const startedMs = clock.nowMs();
    const kept = cache.lookup<Kept>(keyOf(statement, params), (context) => this.#fill(query, context), { tags });
    return chain(kept, ({ value: { result, ttlMs, why }, servedBy }) => {
      const source = servedBy === "origin" ? "database" : "cache";
      return answer(result, {
        source,
        durationMs: clock.nowMs() - startedMs,
        ttlMs,
        why,
        tags,
        sizeBytes: result.sizeBytes,
      });
    });
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

  #uncached(query: Query, facts: { tags: readonly string[]; why: string }): Operation<QueryAnswer> {
    const { cache, clock } = this.#options;
    const { tags, why } = facts;
    const startedMs = clock.nowMs();
    const answered = ({ result }: Executed) => {
      const durationMs = clock.nowMs() - startedMs;
      return answer(result, { source: "database", durationMs, ttlMs: 0, why, tags, sizeBytes: result.sizeBytes });
    };
    return chain(this.#execute(query), (executed) => {
      if (query.statement.kind === "read" || cache === undefined) return answered(executed);
      return chain(this.invalidateCache(tags), () => answered(executed));
    });
  }

  #fill(query: Query, context: FactoryContext): Operation<Kept> {
    return chain(this.#execute(query), ({ result, durationMs }) => {
      const { ttlMs, why } = smartTtl({ statement: query.statement, durationMs }, this.#options.ttl ?? {});
      context.ttlMs = ttlMs;
      context.sizeBytes = result.sizeBytes;
      return immediate({ result, ttlMs, why });
    });
  }

  #execute(query: Query): Operation<Executed> {
    const pool = query.statement.kind === "read" ? this.#reader() : this.#options.primary;
    return pool.withConnection((lease) => this.#run(lease, query));
  }

  #run(lease: Lease, query: Query): Operation<Executed> {
    const { clock, probe } = this.#options;
    const { sql, statement: { fingerprint, kind } } = query;
    const { connection, waitMs } = lease;
    const startedMs = clock.nowMs();
    return chain(connection.query(sql, query.params), (result) => {
      const durationMs = clock.nowMs() - startedMs;
      const isSlow = this.#slow.record({ fingerprint, sql, durationMs });
      const rows = result.rows.length;
      probe.emit({ kind: "query", fingerprint, durationMs, waitMs, rows, isSlow, isWrite: kind !== "read" });
      return immediate({ result, durationMs });
    });
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

function answer(result: SqlResult, stats: QueryStats): Operation<QueryAnswer> {
  return immediate({ rows: result.rows, stats });
}

/** The parameters as JSON, written without JSON.stringify for the usual one number: that would cost as much as a hit. */
function keyOf(statement: Statement, params: readonly SqlValue[]): string {
  const [first] = params;
  const isOneNumber = params.length === 1 && typeof first === "number";
  return `${statement.textId}:${isOneNumber ? `[${first}]` : JSON.stringify(params)}`;
}

function* nothing(): Flow<void> {
  yield* immediate(undefined);
}
