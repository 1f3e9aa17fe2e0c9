/** One request that ran statements of one shape again and again. */
export interface RepeatedQuery {
  readonly fingerprint: string;
  readonly shape: string;
  /** Requests in which it was repeated. */
  readonly requests: number;
  /** The most that one request ran it. */
  readonly mostTimes: number;
  /** What to do about it. */
  readonly advice: string;
}

interface Finding {
  readonly shape: string;
  requests: number;
  mostTimes: number;
}

/**
 * Finds the N+1 pattern: a list was read, and then a query made for each of its rows. Counts statements by shape within a
 * request, which the caller names by any object; nothing is kept of a request that is forgotten.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RepeatedQueries } from "./repeated_queries.ts";
 * const repeated = new RepeatedQueries({ threshold: 3 });
 * const request = {};
 * for (let row = 0; row < 5; row++) repeated.count(request, { fingerprint: "f", shape: "SELECT * FROM a WHERE id = ?" });
 * assertEquals(repeated.list().map(({ requests, mostTimes }) => [requests, mostTimes]), [[1, 5]]);
 * ```
 */
export class RepeatedQueries {
  readonly #threshold: number;
  readonly #counts = new WeakMap<object, Map<string, number>>();
  readonly #found = new Map<string, Finding>();

  /** @param options `threshold`: from how many times within a request on it is a finding. @default 10 */
  constructor(options: { threshold?: number } = {}) {
    this.#threshold = options.threshold ?? 10;
  }

  count(request: object, query: { readonly fingerprint: string; readonly shape: string }): void {
    let counts = this.#counts.get(request);
    if (counts === undefined) this.#counts.set(request, counts = new Map());
    const times = (counts.get(query.fingerprint) ?? 0) + 1;
    counts.set(query.fingerprint, times);
    if (times < this.#threshold) return;
    let finding = this.#found.get(query.fingerprint);
    if (finding === undefined) {
      finding = { shape: query.shape, requests: 0, mostTimes: 0 };
      this.#found.set(query.fingerprint, finding);
    }
    if (times === this.#threshold) finding.requests++;
    finding.mostTimes = Math.max(finding.mostTimes, times);
  }

  /** The worst first. */
  list(): RepeatedQuery[] {
    return [...this.#found].map(([fingerprint, { shape, requests, mostTimes }]) => ({
      fingerprint,
      shape,
      requests,
      mostTimes,
      advice: `ask once for all rows (WHERE … IN or a join) instead of up to ${mostTimes} times in one request`,
    })).sort((a, b) => b.requests * b.mostTimes - a.requests * a.mostTimes);
  }
}
