import { BoundedStore } from "../cache/bounded_store.ts";
import { createCompression } from "../compression/compression.ts";
import { EdgeCache } from "../http/edge_cache.ts";
import { ownTime } from "../http/own_time.ts";
import { isProductPage } from "../http/product_page.ts";
import { rateLimit } from "../http/rate_limit.ts";
import type { StoredReply } from "../http/stored_reply.ts";
import { type StockChannel, stockWatch } from "../client/stock_watch.ts";
import { serviceWorker } from "../client/service_worker.ts";
import { clientWay } from "../network/client_way.ts";
import { distance } from "../network/distance.ts";
import type { Clock } from "../flow/clock.ts";
import type { Channels } from "../market/channels.ts";
import { type ClientNetwork, type Region, REGIONS } from "../ports/client_network.ts";
import type { Fetch, Tier } from "../ports/http.ts";
import type { Probe, Step } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { DesignConfig } from "./design_config.ts";

/** What clients live in. */
export interface ClientWorld {
  readonly network: ClientNetwork;
  readonly clock: Clock;
  readonly probe: Probe;
  readonly channel: StockChannel;
}

/** The application's channels as clients within the same world hear them: what a message takes is left to the model. */
export function modelledChannel(channels: Channels): StockChannel {
  return { subscribe: (topic, listener) => channels.subscribe(topic, () => listener()) };
}

/** The clients and their way to the edge. */
export function clientTiers({ entries }: NonNullable<DesignConfig["clients"]>, world: ClientWorld): Tier[] {
  return [stockWatch(world), serviceWorker({ entries, ...world }), clientWay(world)];
}

/**
 * The points of presence before the origin: each limits its clients' rates, keeps replies, compresses what the origin sends once and keeps
 * it so, and is as far from the origin as the network says.
 */
export function pointsBefore(
  origin: Fetch,
  edge: NonNullable<DesignConfig["edge"]>,
  world: { ports: StackPorts; probe: Probe },
): Map<Region, Fetch> {
  return new Map(REGIONS.map((region) => [region, pointOfPresence(edge, region, world)(origin)]));
}

function pointOfPresence(
  edge: NonNullable<DesignConfig["edge"]>,
  region: Region,
  { ports, probe }: { ports: StackPorts; probe: Probe },
): Tier {
  const { clock, content, network } = ports;
  const random = ports.random.fork(`edge ${region}`);
  const store = new BoundedStore<StoredReply>({ maxBytes: edge.storageBytes, random });
  const cache = new EdgeCache({ name: "cdn", store, clock, probe });
  const hop = ports.hop("cdn");
  const measured = (step: Step, tier: Tier) => ownTime(tier, { step, clock, probe, isMeasured: isProductPage });
  const tiers = [
    rateLimit({ clock, rateRps: edge.clientRps, burst: edge.burst }),
    measured("edge", (next) => hop(cache.tier(next))),
    measured("compression", createCompression({ content, clock, probe, brotliLevel: edge.brotliLevel }).tier),
    ...network ? [measured("edge-to-origin", distance(network.originRoundTripMs(region)))] : [],
  ];
  return (next) => tiers.reduceRight<Fetch>((inner, tier) => tier(inner), next);
}
