import type { CacheStrategy } from "../cache/strategy.ts";
import type { Tags } from "../cache/tags.ts";
import type { Clock } from "../flow/clock.ts";
import type { Operation } from "../flow/operation.ts";
import type { Probe } from "../ports/probe.ts";
import type { ConnectionPool, PoolStats } from "./connection_pool.ts";
import type { RepeatedQuery } from "./repeated_queries.ts";
import type { Servers } from "./servers.ts";
import type { SlowQuery } from "./slow_queries.ts";
import type { SmartTtlOptions } from "./smart_ttl.ts";
import type { Statement } from "./statement.ts";

/** What one user wrote, so that they read it back: hand the same object to each call. */
export interface WriteSession {
  /** Where the log stood after the last write. */
  position?: number;
}

export interface ExecuteOptions {
  /** Instead of the tables' names: what invalidates the answer. */
  readonly tags?: readonly string[];
  /** Set false to go to the database whatever the cache holds. @default true */
  readonly isCacheable?: boolean;
  /** Any object that stands for the request being answered: the same shape many times in one is an N+1. */
  readonly request?: object;
  /** Reads after a write with the same session see the write, replicas or not. */
  readonly session?: WriteSession;
}

export interface DatabaseOptimizerOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  /** For writes, and for reads when there are no replicas. */
  readonly primary: ConnectionPool;
  /** For reads, in turn. */
  readonly replicas?: readonly ConnectionPool[];
  /** Instead of primary and replicas that stay what they are: who is asked for what. */
  readonly servers?: Servers;
  /** The query cache; undefined when switched off. */
  readonly cache?: CacheStrategy | undefined;
  /** The tags that the cache uses. Needed where replicas lag: what was just written is then read from the primary. */
  readonly tags?: Tags;
  readonly ttl?: SmartTtlOptions;
  /** Reads a text. @default PostgreSQL's dialect */
  readonly readStatement?: (sql: string) => Statement;
  /** Tables whose rows change with those of another: views, cascades, triggers. */
  readonly related?: Readonly<Record<string, readonly string[]>>;
  /** Told of every invalidation: another cache beside this one. */
  readonly alsoInvalidate?: (tags: readonly string[]) => Operation<void>;
  /** The longest that the server may work on a statement, ms: so long a lost write is in doubt. @default 30000 */
  readonly statementTimeoutMs?: number;
  /** Statements of one shape in one request from which on it counts as N+1. @default 10 */
  readonly repeatThreshold?: number;
}

/** Look-ups of the query cache. */
export interface QueryCacheStats {
  readonly hits: number;
  readonly misses: number;
  /** Misses for which a statement was executed; the others joined one that was under way. */
  readonly filled: number;
  /** Statements that were no look-up: writes, and what may not be cached. */
  readonly bypassed: number;
}

/** What an optimizer did since it was made. */
export interface OptimizerStats {
  readonly pools: readonly PoolStats[];
  readonly queryCache: QueryCacheStats;
  /** Transactions begun, and the statements that were done in them. */
  readonly transactions: { readonly begun: number; readonly statements: number };
  /** From this duration on a query counts as slow, ms. */
  readonly slowMs: number;
  /** Plans of slow queries that were asked for: each takes a connection for a moment. */
  readonly plansAsked: number;
  readonly slowQueries: readonly SlowQuery[];
  readonly repeatedQueries: readonly RepeatedQuery[];
}
