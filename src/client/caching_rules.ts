/** How a service worker answers: from what it keeps, from what it keeps while it asks for news, or from the network first. */
export type WorkerStrategy = "cache-first" | "stale-while-revalidate" | "network-first" | "network-only";

/** Which requests a strategy is for; the first rule that matches counts. */
export interface WorkerRule {
  /** What the path begins with. */
  readonly prefix: string;
  readonly strategy: WorkerStrategy;
  /** Kept no longer than this, ms. */
  readonly maxAgeMs: number;
}

const DAY_MS = 86_400_000;

/**
 * Architecture B's lifetimes, as its edge has them: static files a year, images 30 days, pages stale-while-revalidate. How long a
 * page may be stale is not said: a day is assumed, 2026-11. The API is asked first and stands in when there is no network.
 */
export const ARCHITECTURE_B_WORKER: readonly WorkerRule[] = [
  { prefix: "/static/", strategy: "cache-first", maxAgeMs: 365 * DAY_MS },
  { prefix: "/images/", strategy: "cache-first", maxAgeMs: 30 * DAY_MS },
  { prefix: "/products/", strategy: "stale-while-revalidate", maxAgeMs: DAY_MS },
  { prefix: "/categories/", strategy: "stale-while-revalidate", maxAgeMs: DAY_MS },
  { prefix: "/graphql", strategy: "network-first", maxAgeMs: DAY_MS },
  { prefix: "/api/", strategy: "network-first", maxAgeMs: DAY_MS },
];
