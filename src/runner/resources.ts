import type { DesignConfig } from "../designs/design_config.ts";
import type { DesignResult } from "./result_schema.ts";

/** What a design occupies whether or not anybody comes: what its running costs follow from. */
export function resourcesOf(config: DesignConfig): NonNullable<DesignResult["resources"]> {
  const { database, instances, instanceMemoryBytes } = config;
  const isServed = database.kind !== "sqlite";
  return {
    instances,
    instanceMemoryBytes,
    databaseServers: isServed ? 1 + database.replicas : 0,
    // Redis Cluster refuses to run with fewer than three masters.
    sharedStoreNodes: config.l2 === undefined ? 0 : config.l2.kind === "redis-cluster" ? 3 : 1,
    proxies: config.reverseProxy === undefined ? 0 : 1,
    hasCdn: config.cdn !== undefined,
  };
}
