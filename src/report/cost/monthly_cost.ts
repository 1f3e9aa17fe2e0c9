import type { DesignResult } from "../../runner/result_schema.ts";
import type { Prices } from "./prices.ts";

/** What a design would cost in a month of the run's traffic, part by part. */
export interface MonthlyCost {
  readonly memory: number;
  readonly servers: number;
  readonly requests: number;
  readonly egress: number;
  readonly total: number;
}

const SECONDS_A_MONTH = 30 * 24 * 3600;

/**
 * The run's mean rates, kept up for thirty days. Undefined for a result of an older version, which does not say what a design occupies.
 * Traffic between the parts and storage are left out.
 */
export function monthlyCost(design: DesignResult, prices: Prices): MonthlyCost | undefined {
  const { bytesOut, requests, resources, throughputRps } = design;
  if (resources === undefined || requests === 0) return undefined;
  const millions = throughputRps * SECONDS_A_MONTH / 1e6;
  const egressGb = (bytesOut / requests) * millions * 1e6 / 1e9;
  const { databaseServers, hasCdn, instanceMemoryBytes, instances, proxies, sharedStoreNodes } = resources;
  const memoryGb = instances * instanceMemoryBytes / 1e9 + sharedStoreNodes * prices.sharedStoreNodeGb;
  const parts = {
    memory: memoryGb * prices.memoryGbMonth,
    servers: databaseServers * prices.databaseServerMonth + proxies * prices.proxyMonth,
    requests: millions * (prices.requestsMillion + (hasCdn ? prices.cdnRequestsMillion : 0)),
    egress: egressGb * (hasCdn ? prices.cdnEgressGb : prices.egressGb),
  };
  return { ...parts, total: parts.memory + parts.servers + parts.requests + parts.egress };
}
