import type { RunningServer } from "../../src/adapters/live/servers/server_process.ts";

/** What a library may or may not offer; a case names what it needs. */
export type Feature =
  | "shared level"
  | "tags"
  | "tagged getOrSet"
  | "bus"
  | "getMany"
  | "negative ttl"
  | "fail-safe"
  | "soft timeout"
  | "hard timeout"
  | "stale-while-revalidate"
  | "eager refresh"
  | "dispose events"
  | "distributed lease";

/** What a case wants a cache to be; each library says it in its own options. */
export interface OpenOptions {
  /** A Redis for the second level. */
  readonly url?: string;
  /** The first level hands out what was put in, without a copy, where the library can. */
  readonly isUncopied?: boolean;
  /** Tags will be used; some libraries pay for them on every read. */
  readonly hasTags?: boolean;
  /** Redis will be away: being served counts for more than what it holds. */
  readonly expectsOutage?: boolean;
  readonly maxEntries?: number;
  readonly negativeTtlMs?: number;
  readonly failSafeMs?: number;
  readonly softMs?: number;
  readonly hardMs?: number;
  readonly staleWhileRevalidateMs?: number;
  /** Refresh from this share of the time to live on. 0..1 */
  readonly eagerRatio?: number;
  readonly hasLease?: boolean;
  readonly onEvicted?: (key: string) => void;
}

/** Per call. */
export interface CallOptions {
  /** @default 60_000 */
  readonly ttlMs?: number;
  readonly tags?: readonly string[];
}

export type Load = () => Promise<unknown>;

/** One cache of a library, behind the calls that all libraries have in some form. */
export interface Subject {
  get(key: string): Promise<unknown>;
  getMany(keys: readonly string[]): Promise<readonly unknown[]>;
  getOrSet(key: string, load: Load, options?: CallOptions): Promise<unknown>;
  set(key: string, value: unknown, options?: CallOptions): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  invalidateByTag(tag: string): Promise<unknown>;
  close(): Promise<unknown>;
}

export interface Library {
  readonly name: string;
  /** Its package in deno.lock; undefined for ours. */
  readonly packageName: string | undefined;
  /** How it is set up, for the reader. */
  readonly configuration: string;
  readonly offers: readonly Feature[];
  /** @param prefix Stands before its keys in Redis: caches opened with the same one are instances of one application. */
  open(options: OpenOptions, prefix: string): Subject;
}

/** What a case may use; all that it opens is closed after it. */
export interface Stage {
  /** How long a caller waits before an answer counts as none, ms. */
  readonly patienceMs: number;
  open(options?: OpenOptions): Subject;
  /** A running Redis that the case may not hurt. */
  sharedRedis(): Promise<RunningServer>;
  /** A running Redis of its own. */
  ownRedis(): Promise<RunningServer>;
}

export interface Verdict {
  readonly holds: boolean;
  /** What was measured. */
  readonly fact: string;
}

export interface Case {
  readonly name: string;
  readonly needs?: readonly Feature[];
  run(stage: Stage): Promise<Verdict>;
}
