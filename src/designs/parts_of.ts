import { formatCount, formatDuration, formatSize } from "../base/units.ts";
import type { DesignConfig } from "./design_config.ts";

/** The parts of a design in the request's order, each with its settings in words. */
export function partsOf(config: DesignConfig): { name: string; detail: string }[] {
  const { cdn, reverseProxy, compression, l1, l2, queryCache, database } = config;
  const parts: { name: string; detail: string | undefined }[] = [
    { name: "CDN", detail: cdn && `shared HTTP cache of ${formatSize(cdn.storageBytes)}` },
    {
      name: "reverse proxy",
      detail: reverseProxy &&
        `Brotli ${reverseProxy.brotliLevel}, at most ${reverseProxy.clientRps} requests/s a client (burst ${reverseProxy.burst})`,
    },
    {
      name: "application",
      detail: config.instances === 1 ? "one instance" : `${config.instances} instances, round robin`,
    },
    {
      name: "compression",
      detail: compression &&
        `Brotli ${compression.brotliLevel}, gzip ${compression.gzipLevel}, above ${compression.thresholdBytes} B`,
    },
    { name: "validators", detail: config.validators ? "entity tags, 304, Cache-Control by route" : undefined },
    {
      name: "L1",
      detail: l1 && `${formatCount(l1.entries)} entries, ${formatDuration(l1.ttlMs)}, ${l1.policy}, in each instance`,
    },
    { name: "L2", detail: l2 && `${l2.kind}, pages ${formatDuration(l2.ttlMs)}` },
    {
      name: "query cache",
      detail: queryCache &&
        `${formatCount(queryCache.entries)} entries, smart time to live${queryCache.isShared ? ", also in L2" : ""}`,
    },
    {
      name: "database",
      detail: `${database.kind}, ${database.connections} connections an instance` +
        (database.replicas > 0 ? `, primary and ${database.replicas} replicas` : ""),
    },
  ];
  return parts.filter((part): part is { name: string; detail: string } => part.detail !== undefined);
}
