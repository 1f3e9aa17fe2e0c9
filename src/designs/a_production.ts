import { ARCHITECTURE_A } from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Stage 3: Production". */
export const aProduction: DesignConfig = {
  description: "stage 3: CDN, nginx, three instances, Redis Cluster, PostgreSQL primary with two replicas",
  stage: 3,
  instances: 3,
  instanceMemoryBytes: ARCHITECTURE_A.instanceMemoryBytes,
  database: { kind: "postgresql", connections: ARCHITECTURE_A.connections, replicas: 2 },
  l1: ARCHITECTURE_A.l1,
  l2: { kind: "redis-cluster", ttlMs: ARCHITECTURE_A.l2TtlMs },
  queryCache: { entries: ARCHITECTURE_A.queryCacheEntries, isShared: true },
  compression: ARCHITECTURE_A.compression,
  validators: true,
  cdn: { storageBytes: 1_000_000_000 },
  // The document says "rate limiting" without a number; assumed, 2026-11: far above what a visitor does.
  reverseProxy: { brotliLevel: 6, clientRps: 50, burst: 100 },
};
