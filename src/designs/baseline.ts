import { A_CONNECTIONS, A_INSTANCE_MEMORY_BYTES } from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Before Optimization": no caches, no compression. */
export const baseline: DesignConfig = {
  description: "before optimisation: one instance on PostgreSQL, no caches, no compression",
  stage: 0,
  instances: 1,
  instanceMemoryBytes: A_INSTANCE_MEMORY_BYTES,
  database: { kind: "postgresql", connections: A_CONNECTIONS, replicas: 0 },
  validators: false,
};
