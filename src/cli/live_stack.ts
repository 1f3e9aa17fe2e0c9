import { Failure } from "../base/errors.ts";
import { livePorts } from "../adapters/live/live_ports.ts";
import type { ServerStatement } from "../adapters/live/statement_books.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { buildStack, type Stack } from "../designs/stack.ts";
import type { Clock } from "../flow/clock.ts";
import { LiveWorld } from "../flow/live_clock.ts";
import type { Fetch } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import { openFront } from "./live_front.ts";
import { type Monitoring, monitoringOf } from "../runner/monitoring.ts";
import { watch } from "../runner/simulated_run.ts";

export interface LiveStackOptions {
  readonly name: string;
  readonly config: DesignConfig;
  readonly products: number;
  readonly seed: number;
  /** 0 for any free one. */
  readonly port: number;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Beside a named database. @default those that are started beside one of our own */
  readonly replicaUrls?: readonly string[];
  /** Told of what went wrong in the background. */
  readonly onUnhandled: (error: unknown) => void;
}

/** A design that runs for real, on the loopback interface. */
export interface LiveStack {
  readonly url: string;
  readonly world: LiveWorld;
  readonly stack: Stack;
  /** What the database server counted by itself; undefined where it does not. */
  serverStatements(): Promise<ServerStatement[] | undefined>;
  /**
   * Hears every event from now on.
   *
   * @param startMs When its clock starts, as `performance.now()` tells time; until then it is 0. @default now
   */
  listen(make: (clock: Clock) => Probe, startMs?: number): void;
  close(): Promise<void>;
}

/** The servers that a design connects to. */
export function neededServers({ database, l2 }: DesignConfig) {
  return {
    needsRedis: l2 !== undefined,
    isRedisCluster: l2?.kind === "redis-cluster",
    needsPostgres: database.kind === "postgresql",
    replicas: database.replicas,
  };
}

/**
 * Opens a design's real parts, builds it on them and serves it.
 *
 * @throws Failure `not-live`, or what the parts throw (exit status 4).
 */
export async function openLiveStack(options: LiveStackOptions): Promise<LiveStack> {
  const { config } = options;
  refuseUnreal(options);
  const world = new LiveWorld({ onUnhandled: options.onUnhandled });
  const { database, l2 } = config;
  const { replicas, isRedisCluster } = neededServers(config);
  const own = { database: database.kind, hasL2: l2 !== undefined, replicas, isRedisCluster };
  const ports = await livePorts({ ...options, ...own, world });
  const listeners: Probe[] = [];
  const listener: Probe = { emit: (event) => listeners.forEach((probe) => probe.emit(event)) };
  const monitoring = monitoringOf({ clock: world, listener });
  const stack = buildStack(config, { ports, probe: monitoring.probe, monitored: monitoring.tier });
  const closeParts = async () => {
    stack.close();
    world.close();
    await ports.close();
  };
  try {
    await world.run(() => stack.start());
    const server = await openFront(
      { config, world, port: options.port },
      stack,
      (fetch) => withMonitor(fetch, monitoring),
    );
    world.run(() => watch(stack, monitoring)).catch(() => {});
    return {
      url: server.url,
      world,
      stack,
      serverStatements: () => ports.serverStatements(),
      listen: (make, startMs = performance.now()) => {
        const startedMs = world.nowMs() + startMs - performance.now();
        const nowMs = () => Math.max(0, world.nowMs() - startedMs);
        listeners.push(make({ nowMs, epochMs: world.epochMs + startedMs }));
      },
      close: async () => {
        await server.close();
        await closeParts();
      },
    };
  } catch (error) {
    await closeParts();
    throw error;
  }
}

/** Some parts cannot be started for real. @throws Failure `not-live` */
export function refuseUnreal({ name, config }: Pick<LiveStackOptions, "name" | "config">): void {
  if (config.clients === undefined && config.edge === undefined && config.application !== "marketplace") return;
  const expected = "a design without clients and points of presence, which tierlab cannot start for real " +
    "(its database can be: --scenario shard-failover)";
  throw new Failure("not-live", `Cannot run a design live: it must be ${expected}: received ${name}`);
}

/** Puts the monitor's own pages before the application. */
function withMonitor(application: Fetch, { monitor }: Monitoring): Fetch {
  return (request) => {
    const [path] = request.path.split("?");
    const isOfMonitor = path === "/dashboard" || path === "/api/performance/metrics";
    return isOfMonitor ? monitor.handler(request) : application(request);
  };
}
