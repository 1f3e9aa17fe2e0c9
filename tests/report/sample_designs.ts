/** The traits from which the sample's designs are made up. */
export interface Character {
  readonly name: string;
  readonly description: string;
  readonly p50: number;
  readonly p95: number;
  readonly errors: number;
  readonly bytesPerReply: number;
  readonly compresses: boolean;
  readonly crowdSlows: number;
  readonly parts: readonly (readonly [string, string])[];
  readonly tiers: readonly { name: string; hitRatio: number; shareOfAll: number; ms: number }[];
  readonly budgets: readonly Budget[];
  readonly alerts: readonly (readonly [string, "firing" | "cleared", number, number])[];
}

/** Id, metric, unit, relation, limit, value, half the spread as a share of the value. */
type Budget = readonly [
  string,
  string,
  "ms" | "ratio" | "score",
  "<=" | ">=",
  number,
  number | null,
  number,
];

function budgets(values: readonly (number | null)[], width: number): Budget[] {
  const [api, query, hit, lcp, fid, cls, errors] = values.map((value) => value ?? null);
  return [
    ["api-p95", "95th percentile of API response time", "ms", "<=", 200, api ?? null, width],
    ["query-p95", "95th percentile of database query time", "ms", "<=", 50, query ?? null, width],
    ["hit-ratio", "Cacheable requests answered by a cache", "ratio", ">=", 0.65, hit ?? null, width / 3],
    ["lcp-p75", "75th percentile of Largest Contentful Paint", "ms", "<=", 2500, lcp ?? null, width],
    ["fid-p75", "75th percentile of First Input Delay", "ms", "<=", 100, fid ?? null, width],
    ["cls-p75", "75th percentile of Cumulative Layout Shift", "score", "<=", 0.1, cls ?? null, width],
    ["error-ratio", "Share of requests that failed", "ratio", "<=", 0.001, errors ?? null, width],
  ];
}

/** Architecture A in its four stages. */
export const characters: readonly Character[] = [
  {
    name: "baseline",
    description: "No caches at all: the document's “before”",
    p50: 96,
    p95: 412,
    errors: 611,
    bytesPerReply: 9_400,
    compresses: false,
    crowdSlows: 1.7,
    parts: [["application", "one instance"], ["database", "PostgreSQL, pool of 10"]],
    tiers: [],
    budgets: budgets([412, 88, null, 3120, 41, 0.04, 0.0029], 0.05),
    alerts: [["api-p95", "firing", 424_000, 690], ["api-p95", "cleared", 596_000, 480], ["db", "firing", 430_000, 140]],
  },
  {
    name: "a-development",
    description: "SQLite and an L1 cache in one process",
    p50: 21,
    p95: 231,
    errors: 38,
    bytesPerReply: 2_450,
    compresses: true,
    crowdSlows: 0.8,
    parts: [
      ["compression", "Brotli 4, gzip 6, above 1 KB"],
      ["l1", "LRU, 500 entries, 5 min"],
      ["query-cache", "smart TTL 180 to 3600 s"],
      ["database", "SQLite"],
    ],
    tiers: [
      { name: "l1", hitRatio: 0.52, shareOfAll: 0.52, ms: 0.02 },
      { name: "query-cache", hitRatio: 0.31, shareOfAll: 0.12, ms: 0.4 },
    ],
    budgets: budgets([231, 44, 0.64, 2260, 38, 0.04, 0.00018], 0.03),
    alerts: [["hit-ratio", "firing", 10_000, 0.21], ["hit-ratio", "cleared", 70_000, 0.56]],
  },
  {
    name: "a-staging",
    description: "PostgreSQL, L1 and Redis as L2",
    p50: 7.4,
    p95: 118,
    errors: 204,
    bytesPerReply: 2_450,
    compresses: true,
    crowdSlows: 0.3,
    parts: [
      ["compression", "Brotli 4, gzip 6, above 1 KB"],
      ["l1", "LRU, 500 entries, 5 min"],
      ["l2", "Redis, 1 h"],
      ["query-cache", "smart TTL 180 to 3600 s"],
      ["database", "PostgreSQL, pool of 20"],
    ],
    tiers: [
      { name: "l1", hitRatio: 0.49, shareOfAll: 0.49, ms: 0.02 },
      { name: "l2", hitRatio: 0.55, shareOfAll: 0.26, ms: 1.1 },
      { name: "query-cache", hitRatio: 0.28, shareOfAll: 0.06, ms: 0.4 },
    ],
    budgets: budgets([118, 49.2, 0.81, 1980, 37, 0.04, 0.00097], 0.04),
    alerts: [["l2-latency", "firing", 242_000, 31], ["l2-latency", "cleared", 330_000, 1.4]],
  },
  {
    name: "a-production",
    description: "CDN, nginx, three instances, primary with replicas, Redis Cluster",
    p50: 3.1,
    p95: 64,
    errors: 12,
    bytesPerReply: 2_280,
    compresses: true,
    crowdSlows: 0.12,
    parts: [
      ["cdn", "60 s, stale-while-revalidate 30 s"],
      ["nginx", "micro-cache 1 s"],
      ["load balancer", "round robin over 3 instances"],
      ["l1", "LRU, 500 entries, 5 min, one each"],
      ["l2", "Redis Cluster, 3 shards, 1 h"],
      ["query-cache", "smart TTL 180 to 3600 s"],
      ["database", "PostgreSQL, primary and 2 replicas"],
    ],
    tiers: [
      { name: "cdn", hitRatio: 0.41, shareOfAll: 0.41, ms: 0.3 },
      { name: "nginx", hitRatio: 0.12, shareOfAll: 0.07, ms: 0.2 },
      { name: "l1", hitRatio: 0.34, shareOfAll: 0.18, ms: 0.02 },
      { name: "l2", hitRatio: 0.58, shareOfAll: 0.2, ms: 0.9 },
      { name: "query-cache", hitRatio: 0.2, shareOfAll: 0.03, ms: 0.4 },
    ],
    budgets: budgets([64, 31, 0.89, 1540, 36, 0.04, 0.00006], 0.03),
    alerts: [],
  },
];
