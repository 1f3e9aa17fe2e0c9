import { type HttpServer, portInUse, serveHttp } from "../adapters/live/http_server.ts";
import { startNginx } from "../adapters/live/servers/nginx.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Stack } from "../designs/stack.ts";
import type { LiveWorld } from "../flow/live_clock.ts";
import { ARCHITECTURE_A_RULES } from "../http/cache_control.ts";
import type { Fetch } from "../ports/http.ts";

/**
 * The front door of a live stack: the application itself, or nginx before a port of each instance where the design has a reverse
 * proxy or a CDN. The parts that nginx stands for are then not ours.
 *
 * @param withPages Puts what is not the application's before an instance.
 * @throws Failure `port-in-use`, `program-missing` (exit status 4)
 */
export async function openFront(
  { config, world, port }: { config: DesignConfig; world: LiveWorld; port: number },
  stack: Stack,
  withPages: (fetch: Fetch) => Fetch,
): Promise<HttpServer> {
  if (!hasNginx(config)) return serveHttp({ world, fetch: withPages(stack.fetch), port });
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
  if (!hasNginx(config)) return [];
  return [
    ...(config.cdn === undefined ? [] : [CDN_IS_NGINX]),
    ...(config.instances === 1
      ? []
      : [`the ${config.instances} instances share one thread, as the simulation has them`]),
  ];
}

const CDN_IS_NGINX = "the CDN's stand-in is a second nginx on the same machine: it keeps what its rules let it keep " +
  "and passes all else on";

/** Why a live run's latencies are not those that are predicted; undefined when they may be. */
export function whyNoDistance({ cdn }: DesignConfig): string | undefined {
  return cdn && "the live CDN's stand-in is on this machine, the simulated one is as far away as a CDN is";
}

function hasNginx({ cdn, reverseProxy }: DesignConfig): boolean {
  return cdn !== undefined || reverseProxy !== undefined;
}

/** Paths whose replies stay fresh for a time in a shared cache. */
function keptPrefixes(): string[] {
  return ARCHITECTURE_A_RULES.flatMap(({ prefix, value }) =>
    prefix !== undefined && /^public, max-age=[1-9]/.test(value) ? [prefix] : []
  );
}
