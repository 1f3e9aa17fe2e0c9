import { rethrowHalt } from "../flow/halt.ts";
import { background, sleep } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import type { DoubtfulWrites } from "./doubtful_writes.ts";
import type { DatabaseOptimizerOptions } from "./optimizer_options.ts";
import type { Servers } from "./servers.ts";
import { ConnectionLost, StatementTimeout } from "./session_errors.ts";

export interface SettledWritesOptions
  extends Pick<DatabaseOptimizerOptions, "cache" | "alsoInvalidate" | "related" | "statementTimeoutMs"> {
  readonly servers: Servers;
  readonly doubtful: DoubtfulWrites;
}

const NO_TAGS: readonly string[] = [];

/** What is invalidated after a write, however it ended. */
export class SettledWrites {
  readonly #options: SettledWritesOptions;

  constructor(options: SettledWritesOptions) {
    this.#options = options;
  }

  /** Makes every cached answer with one of the tags stale. */
  *invalidate(tags: readonly string[]): Flow<void> {
    const { cache, alsoInvalidate } = this.#options;
    if (cache !== undefined) yield* cache.invalidateByTag(tags);
    if (alsoInvalidate !== undefined) yield* alsoInvalidate(tags);
  }

  /**
   * Invalidates after a write was done. When its outcome is not known (lost connection, time-out, halted caller) the tables are
   * in doubt until the server cannot commit it any more, and then invalidated once more for the other instances.
   */
  *run<T>(tagsOf: () => readonly string[], write: () => Operation<T>, pool: ConnectionPool): Flow<T> {
    const { cache, alsoInvalidate, servers, doubtful } = this.#options;
    let isKnown = false;
    try {
      const value = yield* write();
      isKnown = true;
      return value;
    } catch (error) {
      rethrowHalt(error);
      if (error instanceof ConnectionLost) servers.suspect(pool);
      // Any other error is the server's answer: it did not do it.
      isKnown = !(error instanceof ConnectionLost || error instanceof StatementTimeout);
      throw error;
    } finally {
      const isHeard = cache !== undefined || alsoInvalidate !== undefined;
      const tags = isHeard ? this.#withRelated(tagsOf()) : NO_TAGS;
      if (tags.length > 0) {
        const doubtMs = this.#options.statementTimeoutMs ?? 30_000;
        if (!isKnown) {
          doubtful.add(tags, doubtMs);
          yield* background(this.#invalidateLater(tags, doubtMs), "the end of a doubt");
        }
        yield* this.invalidate(tags);
      }
    }
  }

  *#invalidateLater(tags: readonly string[], afterMs: number): Flow<void> {
    yield* sleep(afterMs);
    yield* this.invalidate(tags);
  }

  #withRelated(tags: readonly string[]): readonly string[] {
    const { related } = this.#options;
    if (related === undefined) return tags;
    return [...new Set(tags.flatMap((tag) => [tag, ...related[tag] ?? []]))];
  }
}
