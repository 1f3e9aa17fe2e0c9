import { BoundedStore } from "../cache/bounded_store.ts";
import { InProcessBus } from "../cache/in_process_bus.ts";
import { createCompression } from "../compression/compression.ts";
import type { DatabaseOptimizer } from "../database/optimizer.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import { BAD_GATEWAY, badGateway } from "../http/bad_gateway.ts";
import { clientNumber } from "../http/client_number.ts";
import { EdgeCache } from "../http/edge_cache.ts";
import { loadBalancer } from "../http/load_balancer.ts";
import { HealthCheck } from "../http/health_check.ts";
import { ownTime } from "../http/own_time.ts";
import { pointsOfPresence } from "../http/points_of_presence.ts";
import { isProductPage } from "../http/product_page.ts";
import { rateLimit } from "../http/rate_limit.ts";
import type { StoredReply } from "../http/stored_reply.ts";
import { guardedProbe } from "../monitor/guarded_probe.ts";
import { type Region, REGIONS } from "../ports/client_network.ts";
import type { Fetch, Tier } from "../ports/http.ts";
import type { TagBus } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { DesignConfig } from "./design_config.ts";
import { clientTiers, modelledChannel, pointsBefore } from "./edge_tiers.ts";
import { type Failable, failable } from "./failable.ts";
import type { ApplicationInstance } from "./application_instance.ts";
import { Instance } from "./instance.ts";
import { MarketInstance } from "./market_instance.ts";
import { shardPools } from "./shard_pools.ts";
import { Channels } from "../market/channels.ts";

/** A built design. */
export interface Stack {
  /** The front door; where clients are modelled they stand before it. */
  readonly fetch: Fetch;
  /** The points of presence's own doors, past the clients; none where the design has none. */
  readonly edges: ReadonlyMap<Region, Fetch>;
  /** The instances' own doors, past all that stands before them. */
  readonly instances: readonly Fetch[];
  /** Runs once before the first request. */
  start(): Flow<void>;
  /** Every instance starts anew: what they held in memory is gone. */
  restart(): void;
  /** Takes an instance down or brings it back; nothing for a number that there is not. */
  setDown(instance: number, isDown: boolean): void;
  /** Where the application tells of stock, carts and notifications. */
  readonly channels: Channels;
  /** The largest share of an instance's memory that its caches take, 0..1. */
  memoryRatio(): number;
  /** The database optimizers of all instances. */
  readonly databases: readonly DatabaseOptimizer[];
  /** Every part checks its own books. @throws RangeError */
  audit(): void;
  close(): void;
}

/** What a stack is built from. */
export interface StackWorld {
  readonly ports: StackPorts;
  /** What it throws stays with it. */
  readonly probe: Probe;
  /** Measures requests at an application instance. */
  readonly monitored: Tier;
}

/** Builds a design: the same code in a simulation and live; only the ports differ. */
export function buildStack(config: DesignConfig, outer: StackWorld): Stack {
  const world = { ...outer, probe: guardedProbe(outer.probe) };
  const channels = new Channels({ onError: (error) => channelFailed(world.probe, error) });
  const instances = instancesOf(config, { ...world, channels });
  const servers = instances.map((instance) => failable(instance.fetch));
  const check = config.balancer && healthCheck(servers, config.balancer.checkMs, world);
  const application = config.instances === 1 ? alone(servers[0]!) : balanced(servers, { config, world, check });
  const origin = throughTiers([...cdnTiers(config, world), ...proxyTiers(config, world)], application);
  const edges = config.edge ? pointsBefore(origin, config.edge, world) : new Map<Region, Fetch>();
  const { network, clock } = world.ports;
  const front = edges.size === 0
    ? origin
    : pointsOfPresence(edges, (request) => network?.regionOf(clientNumber(request)) ?? REGIONS[0]);
  const clients = config.clients && network
    ? clientTiers(config.clients, { network, clock, probe: world.probe, channel: modelledChannel(channels) })
    : [];
  return {
    fetch: throughTiers(clients, front),
    edges,
    instances: servers.map(({ fetch }) => fetch),
    *start() {
      for (const instance of instances) yield* instance.start();
      if (check) yield* background(check.run(), "the health check");
    },
    restart: () => instances.forEach((instance) => instance.restart()),
    setDown: (number, isDown) => {
      const server = servers[number];
      if (server) server.isDown = isDown;
    },
    channels,
    memoryRatio: () => Math.max(...instances.map((instance) => instance.memoryRatio)),
    databases: instances.flatMap((instance) => instance.optimizers),
    audit: () => instances.forEach((instance) => instance.audit()),
    close: () => instances.forEach((instance) => instance.close()),
  };
}

function throughTiers(tiers: readonly Tier[], last: Fetch): Fetch {
  return tiers.reduceRight<Fetch>((next, tier) => tier(next), last);
}

/** Instances hear of each other through the second level; without one they live in one process, and so does the bus. */
function tagBuses(config: DesignConfig, ports: StackPorts): () => TagBus | undefined {
  if (config.l2 !== undefined) return () => ports.tagBus();
  const bus = config.instances > 1 ? new InProcessBus(ports.clock) : undefined;
  return () => bus;
}

function instancesOf(config: DesignConfig, world: StackWorld & { channels: Channels }): ApplicationInstance[] {
  const numbers = Array.from({ length: config.instances }, (_, number) => number);
  const busOf = tagBuses(config, world.ports);
  if (config.application !== "marketplace") {
    return numbers.map((number) => new Instance(config, { ...world, number, bus: busOf() }));
  }
  const pools = config.database.hasPooler ? shardPools(config, world) : undefined;
  return numbers.map((number) => new MarketInstance(config, { ...world, number, bus: busOf(), pools }));
}

/** Nobody stands in for it. */
function alone(server: Failable): Fetch {
  return (request) => server.isDown ? immediate(BAD_GATEWAY) : server.fetch(request);
}

function balanced(
  servers: readonly Failable[],
  { config, world: { ports, probe }, check }: {
    config: DesignConfig;
    world: StackWorld;
    check: HealthCheck | undefined;
  },
): Fetch {
  const { clock } = ports;
  const plain = ports.hop("proxy-to-application");
  const hop = config.clients
    ? ownTime(plain, { step: "load-balancer", clock, probe, isMeasured: isProductPage })
    : plain;
  const fetches = servers.map(({ fetch }) => hop(fetch));
  const balancer = loadBalancer(fetches, {
    strategy: config.balancer?.strategy ?? "round-robin",
    clock,
    probe,
    ...(check && { isWell: (number) => check.isWell(number) }),
  });
  return badGateway(balancer, probe);
}

/** Asks whether a connection can be made; the application's own work is not part of it. */
function healthCheck(servers: readonly Failable[], intervalMs: number, { ports, probe }: StackWorld): HealthCheck {
  const hop = ports.hop("proxy-to-application");
  const checked = servers.map((server) =>
    hop(() => immediate({ status: server.isDown ? 503 : 204, headers: {}, body: undefined, servedBy: "application" }))
  );
  return new HealthCheck(checked, { clock: ports.clock, probe, intervalMs });
}

function channelFailed(probe: Probe, error: unknown): void {
  probe.emit({ kind: "degraded", component: "channels", reason: error instanceof Error ? error.name : "failed" });
}

function cdnTiers(config: DesignConfig, { ports, probe }: StackWorld): Tier[] {
  if (config.cdn === undefined) return [];
  const random = ports.random.fork("cdn");
  const store = new BoundedStore<StoredReply>({ maxBytes: config.cdn.storageBytes, random });
  const cache = new EdgeCache({ name: "cdn", store, clock: ports.clock, probe });
  return [ports.hop("cdn"), cache.tier, ports.hop("cdn-to-origin")];
}

function proxyTiers(config: DesignConfig, { ports, probe }: StackWorld): Tier[] {
  if (config.reverseProxy === undefined) return [];
  const { brotliLevel, clientRps, burst } = config.reverseProxy;
  const { clock, content } = ports;
  return [
    rateLimit({ clock, rateRps: clientRps, burst }),
    ports.hop("reverse-proxy"),
    createCompression({ content, clock, probe, brotliLevel }).tier,
    askForIdentity,
  ];
}

/** As nginx with `proxy_set_header Accept-Encoding ""`: the application leaves compression to the proxy. */
const askForIdentity: Tier = (next) => (request) => {
  const { "accept-encoding": _, ...headers } = request.headers;
  return next({ ...request, headers });
};
