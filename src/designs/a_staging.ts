import { ARCHITECTURE_A } from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Stage 2: Staging". */
export const aStaging: DesignConfig = {
  description: "stage 2: one instance on PostgreSQL, L1 in memory, L2 in Redis",
  stage: 2,
  instances: 1,
  instanceMemoryBytes: ARCHITECTURE_A.instanceMemoryBytes,
  database: { kind: "postgresql", connections: ARCHITECTURE_A.connections, replicas: 0 },
  l1: ARCHITECTURE_A.l1,
  l2: { kind: "redis", ttlMs: ARCHITECTURE_A.l2TtlMs },
  queryCache: { entries: ARCHITECTURE_A.queryCacheEntries, isShared: true },
  compression: ARCHITECTURE_A.compression,
  validators: true,
};
