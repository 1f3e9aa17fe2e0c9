import { ARCHITECTURE_A } from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture B, the marketplace, as its document draws it. Numbers that it does not give are assumed, 2026-11. */
export const bMarketplace: DesignConfig = {
  description: "marketplace: service workers, four points of presence, two servers, Redis Cluster, four shards",
  stage: 4,
  application: "marketplace",
  clients: { entries: 200 },
  // Far above what a visitor does: stands for "DDoS Protection".
  edge: { storageBytes: 4_000_000_000, brotliLevel: 4, clientRps: 50, burst: 100 },
  balancer: { strategy: "least-connections", checkMs: 2000 },
  instances: 2,
  // Puma's usual two workers of five threads for a small server, doubled.
  threads: 20,
  instanceMemoryBytes: ARCHITECTURE_A.instanceMemoryBytes,
  graphql: { complexity: 500, clientRps: 5, burst: 20, batchWindowMs: 1 },
  database: { kind: "postgresql", connections: 20, hasPooler: true, shards: 4, replicas: 1 },
  l2: { kind: "redis-cluster", ttlMs: 900_000 },
  queryCache: { entries: 4000, isShared: false },
  validators: true,
};
