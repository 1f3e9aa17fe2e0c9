import { FIRST_PLACED_ORDER } from "../market/order_sql.ts";

/** What the death of a primary did to who reads and writes: plain data, so that it can cross from a worker. */
export interface FailoverRecord {
  /** The shard that lost its primary. */
  readonly shard: number;
  readonly reads: number;
  /** Must be 0. */
  readonly readErrors: number;
  readonly writes: number;
  /** Refused or of unknown outcome. */
  readonly writeErrors: number;
  /** Of those, on other shards. */
  readonly writeErrorsElsewhere: number;
  /** Reads that lacked an order of their user which had been acknowledged before they began. */
  readonly staleOwnReads: number;
  /** From the kill until the replica is the primary; null when it never was. */
  readonly promotionMs: number | null;
  /** From there to the first acknowledged write on the shard; null when there was none. Must be at most 1000. */
  readonly resumeMs: number | null;
  /** The longest that a write on the shard took from its intended time, ms. */
  readonly longestWriteMs: number;
  readonly acknowledged: number;
  /** Acknowledged writes that are in no primary at the end. Must be 0. */
  readonly lost: number;
  /** Writes that failed and are there nevertheless: nobody was told of their commit. */
  readonly doneThoughFailed: number;
  /** Connections opened since the load began. */
  readonly reconnects: number;
  /** The first different messages. */
  readonly messages: readonly string[];
}

const MOST_MESSAGES = 3;

/** Keeps count of one run whose shard loses its primary. */
export class FailoverBooks {
  readonly #shard: number;
  readonly #acknowledged = new Set<number>();
  readonly #failed = new Set<number>();
  /** The highest acknowledged order of each user. */
  readonly #newest = new Map<number, number>();
  readonly #messages = new Set<string>();
  #reads = 0;
  #readErrors = 0;
  #writes = 0;
  #writeErrorsElsewhere = 0;
  #staleOwnReads = 0;
  #longestWriteMs = 0;
  #killedMs: number | undefined;
  #promotedMs: number | undefined;
  #resumedMs: number | undefined;

  constructor(shard: number) {
    this.#shard = shard;
  }

  /** What a read of the user's orders that begins now must show; undefined when the user placed none. */
  newestOf(userId: number): number | undefined {
    return this.#newest.get(userId);
  }

  killed(nowMs: number): void {
    this.#killedMs = nowMs;
  }

  promoted(shard: number, nowMs: number): void {
    if (shard === this.#shard) this.#promotedMs ??= nowMs;
  }

  read(isStale: boolean): void {
    this.#reads++;
    if (isStale) this.#staleOwnReads++;
  }

  readFailed(error: unknown): void {
    this.#reads++;
    this.#readErrors++;
    this.#tell(error);
  }

  wrote(order: number, write: { userId: number; shard: number; nowMs: number; tookMs: number }): void {
    const { userId, shard, nowMs, tookMs } = write;
    this.#writes++;
    this.#acknowledged.add(order);
    this.#newest.set(userId, Math.max(order, this.#newest.get(userId) ?? 0));
    if (shard !== this.#shard) return;
    this.#longestWriteMs = Math.max(this.#longestWriteMs, tookMs);
    if (this.#promotedMs !== undefined) this.#resumedMs ??= nowMs;
  }

  writeFailed(order: number, shard: number, error: unknown): void {
    this.#writes++;
    this.#failed.add(order);
    if (shard !== this.#shard) this.#writeErrorsElsewhere++;
    this.#tell(error);
  }

  /** @param found Every order that the primaries have at the end. */
  finish(found: ReadonlySet<number>, reconnects: number): FailoverRecord {
    const since = (from: number | undefined, to: number | undefined) =>
      from === undefined || to === undefined ? null : to - from;
    return {
      shard: this.#shard,
      reads: this.#reads,
      readErrors: this.#readErrors,
      writes: this.#writes,
      writeErrors: this.#failed.size,
      writeErrorsElsewhere: this.#writeErrorsElsewhere,
      staleOwnReads: this.#staleOwnReads,
      promotionMs: since(this.#killedMs, this.#promotedMs),
      resumeMs: since(this.#promotedMs, this.#resumedMs),
      longestWriteMs: this.#longestWriteMs,
      acknowledged: this.#acknowledged.size,
      lost: [...this.#acknowledged].filter((order) => !found.has(order)).length,
      doneThoughFailed: [...this.#failed].filter((order) => found.has(order)).length,
      reconnects,
      messages: [...this.#messages],
    };
  }

  #tell(error: unknown): void {
    if (this.#messages.size >= MOST_MESSAGES) return;
    const text = error instanceof Error ? `${error.name}: ${error.message}` : "a thrown value";
    this.#messages.add(text.split("\n")[0]!.slice(0, 200));
  }
}

/** The number of the order that a request places. */
export function orderOf(index: number): number {
  return FIRST_PLACED_ORDER + index;
}
