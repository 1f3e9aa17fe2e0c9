import {
  A_COMPRESSION,
  A_CONNECTIONS,
  A_INSTANCE_MEMORY_BYTES,
  A_L1,
  A_L2_TTL_MS,
  A_QUERY_CACHE_ENTRIES,
} from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Stage 2: Staging". */
export const aStaging: DesignConfig = {
  description: "stage 2: one instance on PostgreSQL, L1 in memory, L2 in Redis",
  stage: 2,
  instances: 1,
  instanceMemoryBytes: A_INSTANCE_MEMORY_BYTES,
  database: { kind: "postgresql", connections: A_CONNECTIONS, replicas: 0 },
  l1: A_L1,
  l2: { kind: "redis", ttlMs: A_L2_TTL_MS },
  queryCache: { entries: A_QUERY_CACHE_ENTRIES, isShared: true },
  compression: A_COMPRESSION,
  validators: true,
};
