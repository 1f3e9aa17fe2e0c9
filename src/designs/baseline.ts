import { ARCHITECTURE_A } from "./architecture_a.ts";
import type { DesignConfig } from "./design_config.ts";

/** Architecture A, "Before Optimization": no caches, no compression. */
export const baseline: DesignConfig = {
  description: "before optimisation: one instance on PostgreSQL, no caches, no compression",
  stage: 0,
  instances: 1,
  instanceMemoryBytes: ARCHITECTURE_A.instanceMemoryBytes,
  database: { kind: "postgresql", connections: ARCHITECTURE_A.connections, replicas: 0 },
  validators: false,
};
