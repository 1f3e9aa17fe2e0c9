import { Failure } from "../base/errors.ts";
import { livePorts } from "../adapters/live/live_ports.ts";
import type { ShardUrls } from "../adapters/live/live_servers.ts";
import type { ServerStatement } from "../adapters/live/statement_books.ts";
import { clientCalibration } from "../adapters/sim/client_calibration.ts";
import { ModelledNetwork } from "../adapters/sim/modelled_network.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { buildStack, type Stack } from "../designs/stack.ts";
import type { Clock } from "../flow/clock.ts";
import { LiveWorld } from "../flow/live_clock.ts";
import type { Region } from "../ports/client_network.ts";
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
  /** Those that run already, where the database has several. @default they are started */
  readonly shards?: readonly ShardUrls[];
  /** Of a marketplace. @default as many as it has sellers */
  readonly users?: number;
  /** Told of what went wrong in the background. */
  readonly onUnhandled: (error: unknown) => void;
}

/** A design that runs for real, on the loopback interface. */
export interface LiveStack {
  readonly url: string;
  /** Where each point of presence listens; none where the design has none. */
  readonly edges: ReadonlyMap<Region, string>;
  /** Where channels are, "ws://…/cable"; undefined for a design without clients. */
  readonly cableUrl: string | undefined;
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
    shardCount: database.shards ?? 1,
    poolSize: database.hasPooler ? database.connections : undefined,
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
  const { application = "shop" } = config;
  const own = { ...neededServers(config), database: database.kind, hasL2: l2 !== undefined, application };
  const parts = await livePorts({ ...options, ...own, world });
  const calibration = clientCalibration;
  const network = config.edge &&
    new ModelledNetwork({ clock: world, random: parts.random, calibration, offline: [] });
  const ports = { ...parts, ...(network && { network }) };
  const listeners: Probe[] = [];
  const listener: Probe = { emit: (event) => listeners.forEach((probe) => probe.emit(event)) };
  const monitoring = monitoringOf({ clock: world, listener });
  let stack: Stack | undefined;
  const closeParts = async () => {
    stack?.close();
    world.close();
    await ports.close();
  };
  try {
    const built = stack = buildStack(config, { ports, probe: monitoring.probe, monitored: monitoring.tier });
    await world.run(() => built.start());
    const server = await openFront(
      { config, world, port: options.port },
      built,
      (fetch) => withMonitor(fetch, monitoring),
    );
    world.run(() => watch(built, monitoring)).catch(() => {});
    return {
      url: server.url,
      edges: server.edges,
      cableUrl: server.cableUrl,
      world,
      stack: built,
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

/** Some assemblies cannot be started for real. @throws Failure `not-live`, `one-database` */
export function refuseUnreal(
  { name, config, databaseUrl }: Pick<LiveStackOptions, "name" | "config" | "databaseUrl">,
): void {
  const expected = whatItMustBe(config);
  if (expected !== undefined) {
    throw new Failure("not-live", `Cannot run a design live: it must be ${expected}: received ${name}`);
  }
  const { shards = 1 } = config.database;
  if (databaseUrl === undefined || shards === 1) return;
  const rule = "left out (--database-url, DATABASE_URL) for a design of several shards, which are started for it";
  throw new Failure("one-database", `Cannot use a database: it must be ${rule}: received one for ${shards} shards`);
}

function whatItMustBe({ clients, edge, cdn, reverseProxy, application, database }: DesignConfig): string | undefined {
  if ((clients === undefined) !== (edge === undefined)) {
    return "one with both clients and points of presence, or neither";
  }
  if (edge && (cdn || reverseProxy)) return "one with points of presence or a CDN and a reverse proxy, not both";
  if (application === "marketplace" && database.kind !== "postgresql") return "a marketplace on PostgreSQL";
  return undefined;
}

/** Puts the monitor's own pages before the application. */
function withMonitor(application: Fetch, { monitor }: Monitoring): Fetch {
  return (request) => {
    const [path] = request.path.split("?");
    const isOfMonitor = path === "/dashboard" || path === "/api/performance/metrics";
    return isOfMonitor ? monitor.handler(request) : application(request);
  };
}
