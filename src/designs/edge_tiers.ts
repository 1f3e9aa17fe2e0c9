import { BoundedStore } from "../cache/bounded_store.ts";
import { createCompression } from "../compression/compression.ts";
import { clientNumber } from "../http/client_number.ts";
import { EdgeCache } from "../http/edge_cache.ts";
import { ownTime } from "../http/own_time.ts";
import { pointsOfPresence } from "../http/points_of_presence.ts";
import { isProductPage } from "../http/product_page.ts";
import { rateLimit } from "../http/rate_limit.ts";
import type { StoredReply } from "../http/stored_reply.ts";
import { stockWatch } from "../client/stock_watch.ts";
import { serviceWorker } from "../client/service_worker.ts";
import { clientWay } from "../network/client_way.ts";
import { distance } from "../network/distance.ts";
import type { Channels } from "../market/channels.ts";
import { type Region, REGIONS } from "../ports/client_network.ts";
import type { Fetch, Tier } from "../ports/http.ts";
import type { Probe, Step } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { DesignConfig } from "./design_config.ts";

/** The clients and their way to the edge; nothing where clients are real. */
export function clientTiers(
  config: DesignConfig,
  { ports, probe, channels }: { ports: StackPorts; probe: Probe; channels: Channels },
): Tier[] {
  const { network, clock } = ports;
  if (config.clients === undefined || network === undefined) return [];
  return [
    stockWatch({ channel: channels, network, clock, probe }),
    serviceWorker({ network, clock, probe, entries: config.clients.entries }),
    clientWay({ network, clock, probe }),
  ];
}

/**
 * The points of presence: each limits its clients' rates, keeps replies, compresses what the origin sends once and keeps it so, and is as
 * far from the origin as the network says.
 */
export function edgeTiers(config: DesignConfig, world: { ports: StackPorts; probe: Probe }): Tier[] {
  if (config.edge === undefined) return [];
  const { network } = world.ports;
  const pops = new Map(REGIONS.map((region) => [region, pointOfPresence(config.edge!, region, world)]));
  return [pointsOfPresence<Region>(pops, (request) => network?.regionOf(clientNumber(request)) ?? REGIONS[0])];
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
