import {
  A_COMPRESSION,
  A_CONNECTIONS,
  A_INSTANCE_MEMORY_BYTES,
  A_L1,
  A_L2_TTL_MS,
  A_QUERY_CACHE_ENTRIES,
} from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Stage 3: Production". */
export const aProduction: DesignConfig = {
  description: "stage 3: CDN, nginx, three instances, Redis Cluster, PostgreSQL primary with two replicas",
  stage: 3,
  instances: 3,
  instanceMemoryBytes: A_INSTANCE_MEMORY_BYTES,
  database: { kind: "postgresql", connections: A_CONNECTIONS, replicas: 2 },
  l1: A_L1,
  l2: { kind: "redis-cluster", ttlMs: A_L2_TTL_MS },
  queryCache: { entries: A_QUERY_CACHE_ENTRIES, isShared: true },
  compression: A_COMPRESSION,
  validators: true,
  cdn: { storageBytes: 1_000_000_000 },
  // The document says "rate limiting" without a number; assumed, 2026-11: far above what a visitor does.
  reverseProxy: { brotliLevel: 6, clientRps: 50, burst: 100 },
};
