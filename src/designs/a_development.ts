import { ARCHITECTURE_A } from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Stage 1: Development". */
export const aDevelopment: DesignConfig = {
  description: "stage 1: one instance on SQLite, L1 in memory, query cache in memory",
  stage: 1,
  instances: 1,
  instanceMemoryBytes: ARCHITECTURE_A.instanceMemoryBytes,
  database: { kind: "sqlite", connections: ARCHITECTURE_A.connections, replicas: 0 },
  l1: ARCHITECTURE_A.l1,
  queryCache: { entries: ARCHITECTURE_A.queryCacheEntries, isShared: false },
  compression: ARCHITECTURE_A.compression,
  validators: true,
};
