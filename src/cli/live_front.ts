import { serveChannels } from "../adapters/live/channel_sockets.ts";
import { type HttpServer, portInUse, serveHttp } from "../adapters/live/http_server.ts";
import { startNginx } from "../adapters/live/servers/nginx.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Stack } from "../designs/stack.ts";
import type { LiveWorld } from "../flow/live_clock.ts";
import { ARCHITECTURE_A_RULES } from "../http/cache_control.ts";
import type { Region } from "../ports/client_network.ts";
import type { Fetch } from "../ports/http.ts";
import type { Circumstances } from "../runner/predictions.ts";

/** What a live stack is reached by. */
export interface LiveFront extends HttpServer {
  /** Where each point of presence listens; none where the design has none. */
  readonly edges: ReadonlyMap<Region, string>;
  /** Where channels are, "ws://…/cable"; undefined where nobody listens. */
  readonly cableUrl: string | undefined;
}

/**
 * The front door of a live stack: the application itself, a port of each point of presence, or nginx before a port of each instance where
 * the design has a reverse proxy or a CDN. The parts that nginx stands for are then not ours.
 *
 * @param withPages Puts what is not the application's before an instance.
 * @throws Failure `port-in-use`, `program-missing` (exit status 4)
 */
export async function openFront(
  { config, world, port }: { config: DesignConfig; world: LiveWorld; port: number },
  stack: Stack,
  withPages: (fetch: Fetch) => Fetch,
): Promise<LiveFront> {
  if (stack.edges.size > 0) {
    return openEdges(stack, (fetch, at) => serveHttp({ world, fetch: withPages(fetch), port: at }), port);
  }
  if (!hasNginx(config)) return { ...serveHttp({ world, fetch: withPages(stack.fetch), port }), ...NO_CLIENTS };
  refuseTaken(port);
  const instances = stack.instances.map((fetch) => serveHttp({ world, fetch: withPages(fetch), port: 0 }));
  const close = async () => {
    await Promise.all(instances.map((instance) => instance.close()));
  };
  try {
    const { cdn, reverseProxy } = config;
    const nginx = await startNginx({
      ...(port !== 0 && { port }),
      instances: instances.map(({ url }) => Number(new URL(url).port)),
      ...(reverseProxy && { proxy: reverseProxy }),
      ...(cdn && { cache: { storageBytes: cdn.storageBytes, prefixes: keptPrefixes() } }),
    });
    return {
      url: nginx.url,
      ...NO_CLIENTS,
      close: async () => {
        await nginx.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const NO_CLIENTS: Pick<LiveFront, "edges" | "cableUrl"> = { edges: new Map(), cableUrl: undefined };

/** The first one on the port that was asked for. */
async function openEdges(
  { edges, channels }: Stack,
  serve: (fetch: Fetch, port: number) => HttpServer,
  port: number,
): Promise<LiveFront> {
  const servers = new Map<Region, HttpServer>();
  const cable = serveChannels(channels);
  const close = async () => {
    await Promise.all([...servers.values(), cable].map((server) => server.close()));
  };
  try {
    for (const [region, fetch] of edges) servers.set(region, serve(fetch, servers.size === 0 ? port : 0));
  } catch (error) {
    await close();
    throw error;
  }
  const urls = new Map([...servers].map(([region, { url }]) => [region, url]));
  return { url: [...urls.values()][0]!, edges: urls, cableUrl: `${cable.url}/cable`, close };
}

/** nginx would end by itself, and whoever has the port would be taken for it. @throws Failure `port-in-use` (exit status 4) */
function refuseTaken(port: number): void {
  if (port === 0) return;
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (error) {
    throw portInUse(port, error);
  }
}

/** What of a live run is not what the design draws; nothing where all of it is. */
export function frontWarnings(config: DesignConfig): string[] {
  if (config.edge) return edgeWarnings(config);
  if (!hasNginx(config)) return [];
  return [
    ...(config.cdn === undefined ? [] : [CDN_IS_NGINX]),
    ...(config.instances === 1
      ? []
      : [`the ${config.instances} instances share one thread, as the simulation has them`]),
  ];
}

function edgeWarnings({ instances }: DesignConfig): string[] {
  return [
    "the points of presence are at home: what lies between clients, them and the origin (names, handshakes, round trips, " +
    "transfers, distances) is slept as the model says, over real HTTP on loopback; it checks itself only",
    `the four points of presence, the balancer and the ${instances} instances share one thread`,
    "images of products are bytes of the pipeline's measured sizes, no pictures",
  ];
}

const CDN_IS_NGINX = "the CDN's stand-in is a second nginx on the same machine: it keeps what its rules let it keep " +
  "and passes all else on";

/** What cannot be judged of a live run whatever the machine did. */
export function circumstancesOf({ cdn, edge }: DesignConfig): Circumstances {
  if (edge) {
    const whyNoLatency = "nearly all of it is slept, as the model says, in both worlds: it would be judged by itself";
    return { whyNoLatency, leastLookups: LEAST_LOOKUPS };
  }
  return {
    whyNoLatency: cdn && "the live CDN's stand-in is on this machine, the simulated one is as far away as a CDN is",
  };
}

/** With fewer the standard error of a ratio of a half is above a point, which is what is tolerated. */
const LEAST_LOOKUPS = 2500;

function hasNginx({ cdn, reverseProxy }: DesignConfig): boolean {
  return cdn !== undefined || reverseProxy !== undefined;
}

/** Paths whose replies stay fresh for a time in a shared cache. */
function keptPrefixes(): string[] {
  return ARCHITECTURE_A_RULES.flatMap(({ prefix, value }) =>
    prefix !== undefined && /^public, max-age=[1-9]/.test(value) ? [prefix] : []
  );
}
