import { BoundedStore } from "../cache/bounded_store.ts";
import { InProcessBus } from "../cache/in_process_bus.ts";
import { createCompression } from "../compression/compression.ts";
import type { DatabaseOptimizer } from "../database/optimizer.ts";
import type { Flow } from "../flow/operation.ts";
import { EdgeCache } from "../http/edge_cache.ts";
import { loadBalancer } from "../http/load_balancer.ts";
import { rateLimit } from "../http/rate_limit.ts";
import type { StoredReply } from "../http/stored_reply.ts";
import { guardedProbe } from "../monitor/guarded_probe.ts";
import type { Fetch, Tier } from "../ports/http.ts";
import type { TagBus } from "../ports/key_value_store.ts";
import type { Probe } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { DesignConfig } from "./design_config.ts";
import { Instance } from "./instance.ts";

/** A built design. */
export interface Stack {
  /** The front door. */
  readonly fetch: Fetch;
  /** Runs once before the first request. */
  start(): Flow<void>;
  /** Every instance starts anew: what they held in memory is gone. */
  restart(): void;
  /** The largest share of an instance's memory that its caches take, 0..1. */
  memoryRatio(): number;
  /** The database optimizer of each instance. */
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
  const busOf = tagBuses(config, outer.ports);
  const instances = Array.from(
    { length: config.instances },
    (_, number) => new Instance(config, { ...world, number, bus: busOf() }),
  );
  const application = config.instances === 1 ? instances[0]!.fetch : balanced(instances, world);
  const front = [...cdnTiers(config, world), ...proxyTiers(config, world)];
  return {
    fetch: front.reduceRight<Fetch>((next, tier) => tier(next), application),
    *start() {
      for (const instance of instances) yield* instance.start();
    },
    restart: () => instances.forEach((instance) => instance.restart()),
    memoryRatio: () => Math.max(...instances.map((instance) => instance.memoryRatio)),
    databases: instances.map((instance) => instance.optimizer),
    audit: () => instances.forEach((instance) => instance.audit()),
    close: () => instances.forEach((instance) => instance.close()),
  };
}

/** Instances hear of each other through the second level; without one they live in one process, and so does the bus. */
function tagBuses(config: DesignConfig, ports: StackPorts): () => TagBus | undefined {
  if (config.l2 !== undefined) return () => ports.tagBus();
  const bus = config.instances > 1 ? new InProcessBus(ports.clock) : undefined;
  return () => bus;
}

function balanced(instances: readonly Instance[], { ports, probe }: StackWorld): Fetch {
  const hop = ports.hop("proxy-to-application");
  const fetches = instances.map((instance) => hop(instance.fetch));
  return loadBalancer(fetches, { strategy: "round-robin", clock: ports.clock, probe });
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
