import {
  A_COMPRESSION,
  A_CONNECTIONS,
  A_INSTANCE_MEMORY_BYTES,
  A_L1,
  A_QUERY_CACHE_ENTRIES,
} from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Stage 1: Development". */
export const aDevelopment: DesignConfig = {
  description: "stage 1: one instance on SQLite, L1 in memory, query cache in memory",
  stage: 1,
  instances: 1,
  instanceMemoryBytes: A_INSTANCE_MEMORY_BYTES,
  database: { kind: "sqlite", connections: A_CONNECTIONS, replicas: 0 },
  l1: A_L1,
  queryCache: { entries: A_QUERY_CACHE_ENTRIES, isShared: false },
  compression: A_COMPRESSION,
  validators: true,
};
