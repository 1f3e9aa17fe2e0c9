import { formatCount, formatDuration, formatSize } from "../base/units.ts";
import type { DesignConfig } from "./design_config.ts";

/** The parts of a design in the request's order, each with its settings in words. */
export function partsOf(config: DesignConfig): { name: string; detail: string }[] {
  const { clients, edge, balancer, threads, graphql, cdn, reverseProxy, compression, l1, l2, queryCache, database } =
    config;
  const parts: { name: string; detail: string | undefined }[] = [
    {
      name: "clients",
      detail: clients &&
        "desktop, mobile and PWA, each with a service worker (offline, cache, stale-while-revalidate, " +
          `background sync) of ${formatCount(clients.entries)} replies; DNS, TCP, TLS and transfer are modelled`,
    },
    {
      name: "edge",
      detail: edge && `four points of presence (USA, Europe, Asia, Others) of ${formatSize(edge.storageBytes)}; ` +
          `Brotli ${edge.brotliLevel}; at most ${edge.clientRps} requests/s a client (burst ${edge.burst}) stands for ` +
          "DDoS protection; HTTP/2 server push is not modelled",
    },
    {
      name: "load balancer",
      detail: balancer && `${balancer.strategy === "least-connections" ? "least connections" : "round robin"}, ` +
          `health checked every ${formatDuration(balancer.checkMs)}`,
    },
    { name: "CDN", detail: cdn && `shared HTTP cache of ${formatSize(cdn.storageBytes)}` },
    {
      name: "reverse proxy",
      detail: reverseProxy &&
        `Brotli ${reverseProxy.brotliLevel}, at most ${reverseProxy.clientRps} requests/s a client (burst ${reverseProxy.burst})`,
    },
    {
      name: "application",
      detail: (config.instances === 1 ? "one instance" : `${config.instances} instances`) +
        (config.instances === 1 || balancer ? "" : ", round robin") +
        (threads === undefined ? "" : ` of ${threads} threads`) +
        (config.application === "marketplace"
          ? ", the marketplace: REST, GraphQL, inventory, cart and notifications"
          : ""),
    },
    {
      name: "GraphQL",
      detail: graphql && `at most ${graphql.clientRps} queries/s a client (429), complexity ${graphql.complexity}, ` +
          `loads batched for ${formatDuration(graphql.batchWindowMs)}`,
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
    {
      name: "L2",
      detail: l2 &&
        (config.application === "marketplace"
          ? "Redis Cluster of 3 masters with a replica each (the document draws 2, a cluster needs 3): sessions, fragments, " +
            "API replies, products, users"
          : `${l2.kind}, pages ${formatDuration(l2.ttlMs)}`),
    },
    {
      name: "query cache",
      detail: queryCache &&
        `${formatCount(queryCache.entries)} entries, smart time to live${queryCache.isShared ? ", also in L2" : ""}`,
    },
    {
      name: "database",
      detail: (database.shards ? `${database.shards} shards by user id, each ` : "") +
        `${database.kind}, ${database.connections} connections ` +
        (database.hasPooler ? "of PgBouncer to each server" : "an instance") +
        (database.replicas > 0
          ? `, primary and ${database.replicas} ${database.replicas === 1 ? "replica" : "replicas"}`
          : ""),
    },
  ];
  return parts.filter((part): part is { name: string; detail: string } => part.detail !== undefined);
}
