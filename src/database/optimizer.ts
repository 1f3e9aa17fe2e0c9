import type { FactoryContext, Served } from "../cache/strategy.ts";
import { rethrowHalt } from "../flow/halt.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import { type Flow, Immediate, type Operation } from "../flow/operation.ts";
import type { SqlResult, SqlValue } from "../ports/sql_database.ts";
import type { ConnectionPool, Lease } from "./connection_pool.ts";
import { DoubtfulWrites } from "./doubtful_writes.ts";
import type { DatabaseOptimizerOptions, ExecuteOptions, OptimizerStats, WriteSession } from "./optimizer_options.ts";
import type { QueryAnswer, QueryStats } from "./query_answer.ts";
import { type Executed, type Query, QueryRunner } from "./query_runner.ts";
import { RecentWrites } from "./recent_writes.ts";
import { RepeatedQueries, type RepeatedQuery } from "./repeated_queries.ts";
import { ServerReads } from "./server_reads.ts";
import { FixedServers, type Servers } from "./servers.ts";
import { ConnectionLost, SessionStatementRefused } from "./session_errors.ts";
import { SettledWrites } from "./settled_writes.ts";
import { SlowQueries, type SlowQuery } from "./slow_queries.ts";
import { smartTtl } from "./smart_ttl.ts";
import { readStatement, type Statement } from "./statement.ts";
import { inTransaction, Transaction, type WorkOutcome } from "./transaction.ts";

export type { DatabaseOptimizerOptions, ExecuteOptions, OptimizerStats, QueryAnswer, QueryStats, WriteSession };

interface Kept {
  readonly result: SqlResult;
  readonly ttlMs: number;
  readonly why: string;
}

/** Fills older than an invalidation that a caller waits out before the database is asked past the cache. */
const MOST_ATTEMPTS = 3;
const NO_OPTIONS: ExecuteOptions = {};
const NO_PARAMS: readonly SqlValue[] = [];
const NO_TAGS: readonly string[] = [];

/**
 * Puts a query cache with smart times to live, a connection pool and slow-query detection before a database.
 */
export class DatabaseOptimizer {
  readonly #options: DatabaseOptimizerOptions;
  readonly #servers: Servers;
  readonly #slow: SlowQueries;
  readonly #runner: QueryRunner;
  readonly #repeated: RepeatedQueries;
  readonly #doubtful: DoubtfulWrites;
  readonly #recent: RecentWrites | undefined;
  readonly #reads: ServerReads;
  readonly #writes: SettledWrites;
  readonly #read: (sql: string) => Statement;
  /** Fills under way: the key, and the epoch of the tags when its query began. */
  readonly #fills = new Map<string, number>();
  #hits = 0;
  #misses = 0;
  #bypassed = 0;
  #filled = 0;
  #transactions = 0;
  #inTransactions = 0;

  constructor(options: DatabaseOptimizerOptions) {
    const { clock, probe, primary, replicas, repeatThreshold } = options;
    this.#options = options;
    this.#servers = options.servers ?? new FixedServers(primary, replicas ?? []);
    this.#slow = new SlowQueries({ thresholdMs: options.ttl?.slowMs ?? 100 });
    this.#runner = new QueryRunner({ clock, probe, slow: this.#slow });
    this.#repeated = new RepeatedQueries(repeatThreshold === undefined ? {} : { threshold: repeatThreshold });
    this.#doubtful = new DoubtfulWrites(clock);
    this.#reads = new ServerReads(this.#servers, this.#runner);
    this.#writes = new SettledWrites({ ...options, servers: this.#servers, doubtful: this.#doubtful });
    const { maxStalenessMs } = this.#servers;
    if (maxStalenessMs > 0 && options.tags) {
      this.#recent = new RecentWrites({ clock, table: options.tags.table, forMs: maxStalenessMs });
    }
    this.#read = options.readStatement ?? readStatement;
  }

  /**
   * Runs a query: from the query cache when it may, otherwise on a connection of the pool. A write invalidates the tags of its
   * tables after it was done.
   *
   * @throws PoolExhausted, SessionStatementRefused, StatementTimeout, ConnectionLost, or what the database throws.
   */
  executeWithStats(
    sql: string,
    params: readonly SqlValue[] = NO_PARAMS,
    options: ExecuteOptions = NO_OPTIONS,
  ): Operation<QueryAnswer> {
    const { cache } = this.#options;
    const statement = this.#read(sql);
    if (options.request !== undefined) this.#repeated.count(options.request, statement);
    const reason = options.isCacheable === false ? "the caller asked for the database" : statement.uncacheable;
    if (cache === undefined || reason !== undefined) return this.#uncached(sql, params, statement, options, reason);
    const key = statement.keys.of(params);
    if (key === undefined) {
      return this.#uncached(sql, params, statement, options, "a parameter is of a kind without a key");
    }
    return this.#lookup({ sql, params, statement }, key, options, 0);
  }

  /**
   * Runs statements in one transaction: on one connection, past the cache; what was written is invalidated after the commit. The
   * transaction is rolled back when `work` throws or is halted.
   *
   * @throws What `work` throws, and as `executeWithStats`.
   */
  transaction<T>(work: (tx: Transaction) => Operation<T>, options: { session?: WriteSession } = {}): Operation<T> {
    return chain(this.#servers.writer(), (pool) => {
      let transaction: Transaction | undefined;
      const begin = (lease: Lease): Operation<WorkOutcome<T>> => {
        this.#transactions++;
        const onExecuted = () => void this.#inTransactions++;
        transaction = new Transaction(lease, { pool, runner: this.#runner, read: this.#read, onExecuted });
        const ended = inTransaction(lease, transaction, work);
        return chain(ended, (outcome) => chain(this.#note(lease, options.session), () => immediate(outcome)));
      };
      const settled = this.#writes.run(() => [...transaction?.written ?? []], () => pool.withConnection(begin), pool);
      // No generator around it: one that waits in a `finally` block would come back to its caller's body when it is halted.
      return chain(settled, (outcome) => {
        if ("value" in outcome) return immediate(outcome.value);
        throw outcome.error;
      });
    });
  }

  /** Opens the connections, so that the first queries need not wait for them. */
  *open(): Flow<void> {
    for (const pool of this.#servers.all) yield* pool.open();
  }

  /** Makes every cached answer with one of the tags stale. */
  *invalidateCache(tags: string | readonly string[]): Flow<void> {
    yield* this.#writes.invalidate(typeof tags === "string" ? [tags] : tags);
  }

  /** Statements that were slow, worst first. */
  slowQueries(): SlowQuery[] {
    return this.#slow.list();
  }

  /** Every statement shape that reached the database, the most time first. */
  statements(): SlowQuery[] {
    return this.#slow.all();
  }

  /** Statements that were run again and again in one request. */
  repeatedQueries(): RepeatedQuery[] {
    return this.#repeated.list();
  }

  /** Its servers' pools; behind a pooler the same ones as other optimizers'. */
  get pools(): readonly ConnectionPool[] {
    return this.#servers.all;
  }

  stats(): OptimizerStats {
    return {
      pools: this.#servers.all.map((pool) => pool.stats()),
      queryCache: { hits: this.#hits, misses: this.#misses, filled: this.#filled, bypassed: this.#bypassed },
      transactions: { begun: this.#transactions, statements: this.#inTransactions },
      slowMs: this.#slow.thresholdMs,
      plansAsked: this.#slow.plansAsked,
      slowQueries: this.slowQueries(),
      repeatedQueries: this.repeatedQueries(),
    };
  }

  audit(): void {
    for (const pool of this.#servers.all) pool.audit();
    this.#options.cache?.audit();
  }

  close(): void {
    for (const pool of this.#servers.all) pool.close();
  }

  #lookup(query: Query, key: string, options: ExecuteOptions, attempt: number): Operation<QueryAnswer> {
    const { clock } = this.#options;
    const tagged = options.tags === undefined ? query.statement.tagged : { tags: options.tags };
    const tags = tagged.tags!;
    const isOlder = this.#isOlderFill(key);
    const found = this.#options.cache!.lookup<Kept>(
      key,
      (context) => this.#fill(query, key, { context, tags, session: options.session }),
      tagged,
    );
    // A hit in memory is there already: a plain call from here to the caller.
    if (found instanceof Immediate) return new Immediate(this.#found(found.value, 0, tags));
    const startedMs = clock.nowMs();
    return chain(found, (served) => {
      if (!isOlder) return immediate(this.#found(served, clock.nowMs() - startedMs, tags));
      if (attempt < MOST_ATTEMPTS) return this.#lookup(query, key, options, attempt + 1);
      return this.#uncached(query.sql, query.params, query.statement, options, "its tables change all the time");
    });
  }

  /** Whether who asks now would share a query that began before an invalidation they may know of. */
  #isOlderFill(key: string): boolean {
    const { tags } = this.#options;
    if (tags === undefined || this.#fills.size === 0) return false;
    const epoch = this.#fills.get(key);
    return epoch !== undefined && epoch !== tags.table.epoch;
  }

  #found(served: Served<Kept>, durationMs: number, tags: readonly string[]): QueryAnswer {
    const { value: { result, ttlMs, why }, servedBy } = served;
    const isMade = servedBy === "origin";
    if (isMade) this.#misses++;
    else this.#hits++;
    const source = isMade ? "database" : "cache";
    return { rows: result.rows, stats: { source, durationMs, ttlMs, why, tags, sizeBytes: result.sizeBytes } };
  }

  #uncached(
    sql: string,
    params: readonly SqlValue[],
    statement: Statement,
    options: ExecuteOptions,
    reason: string | undefined,
  ): Operation<QueryAnswer> {
    if (statement.changesSession) {
      throw new SessionStatementRefused(
        "Cannot execute on a pooled connection: its effect must not stay for the next user " +
          `(use transaction() for transactions): received ${sql.slice(0, 80)}`,
      );
    }
    this.#bypassed++;
    const { clock } = this.#options;
    const tags = options.tags ?? statement.tables;
    const why = reason ?? "the query cache is off";
    const query: Query = { sql, params, statement };
    const startedMs = clock.nowMs();
    const executed = statement.kind === "read" && !statement.isVolatile
      ? this.#reads.any(query, options.session?.position)
      : this.#write(query, tags, options.session);
    return chain(executed, ({ result }) => {
      const durationMs = clock.nowMs() - startedMs;
      const { rows, sizeBytes } = result;
      return immediate<QueryAnswer>({
        rows,
        stats: { source: "database", durationMs, ttlMs: 0, why, tags, sizeBytes },
      });
    });
  }

  #fill(
    query: Query,
    key: string,
    { context, tags, session }: { context: FactoryContext; tags: readonly string[]; session: WriteSession | undefined },
  ): Operation<Kept> {
    const { ttl } = this.#options;
    const isDoubtful = this.#doubtful.has(tags);
    const executed = this.#recent?.has(tags) || isDoubtful
      ? this.#reads.primary(query)
      : this.#reads.any(query, session?.position);
    const table = this.#options.tags?.table;
    if (table) this.#fills.set(key, table.epoch);
    const over = () => void this.#fills.delete(key);
    const filled = ({ result, durationMs }: Executed): Operation<Kept> => {
      over();
      this.#filled++;
      const { ttlMs, why } = smartTtl({ statement: query.statement, durationMs }, ttl ?? {});
      context.ttlMs = ttlMs;
      context.sizeBytes = result.sizeBytes;
      if (!isDoubtful && !this.#doubtful.has(tags)) return immediate({ result, ttlMs, why });
      context.isCacheable = false;
      return immediate({ result, ttlMs: 0, why: "a write to its tables has an unknown outcome" });
    };
    const failed = (error: unknown): never => {
      over();
      throw error;
    };
    return chain(executed, filled, failed, over);
  }

  *#write(query: Query, tags: readonly string[], session: WriteSession | undefined): Flow<Executed> {
    for (let attempt = 0;; attempt++) {
      const pool = yield* this.#servers.writer();
      let isSent = false;
      const write = (lease: Lease) => {
        isSent = true;
        const executed = this.#runner.run(lease, query, pool);
        if (session === undefined || !this.#servers.tracksPositions) return executed;
        return chain(executed, (done) => chain(this.#note(lease, session), () => immediate(done)));
      };
      try {
        return yield* this.#writes.run(() => isSent ? tags : NO_TAGS, () => pool.withConnection(write), pool);
      } catch (error) {
        rethrowHalt(error);
        // What was never sent may be tried at the next primary; a write that was sent may have been done.
        const isRetryable = error instanceof ConnectionLost && !isSent && this.#servers.tracksPositions;
        if (!isRetryable || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** Remembers where the log stands, for reads with the same session. */
  #note(lease: Lease, session: WriteSession | undefined): Operation<void> {
    if (session === undefined || !this.#servers.tracksPositions || !lease.connection.position) return NOTED;
    return chain(lease.connection.position(), ({ position }) => {
      session.position = Math.max(position, session.position ?? 0);
      return NOTED;
    });
  }
}

const NOTED = immediate<void>(undefined);
