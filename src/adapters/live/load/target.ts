import { EXIT, Failure } from "../../../base/errors.ts";
import type { Address } from "./transport.ts";

/** A server to be loaded, reached once. */
export interface Target {
  readonly address: Address;
  /** For the Host field. */
  readonly host: string;
  /** Put before every path; "" for none. */
  readonly basePath: string;
}

/**
 * Reads a target's URL.
 *
 * @param isRemoteAllowed Otherwise only loopback addresses are taken: a load on somebody else's server must be meant.
 * @throws Failure `bad-target`, `remote-target`
 */
export function targetUrl(text: string, isRemoteAllowed: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) {
    const expected = "a URL that begins with http:// or https://";
    throw new Failure("bad-target", `Cannot use --target: it must be ${expected}: received ${JSON.stringify(text)}`);
  }
  if (url.search !== "" || url.hash !== "" || url.username !== "") {
    const expected = "scheme, host, port and at most a path";
    throw new Failure("bad-target", `Cannot use --target: it must be ${expected}: received ${JSON.stringify(text)}`);
  }
  if (!isRemoteAllowed && !isLoopback(url.hostname)) {
    const expected = "on the loopback interface unless --allow-remote is given";
    throw new Failure(
      "remote-target",
      `Cannot load ${url.host}: it must be ${expected}: received ${JSON.stringify(text)}`,
    );
  }
  return url;
}

/** Connects once, which also asks the runtime's network permission. @throws Failure `target-unreachable` (exit status 4) */
export async function reachTarget(url: URL): Promise<Target> {
  const isTls = url.protocol === "https:";
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  try {
    const connection = await Deno.connect({ hostname, port });
    const ip = connection.remoteAddr.hostname;
    connection.close();
    return {
      address: { ip, port, tlsName: isTls ? hostname : undefined },
      host: url.host,
      basePath: url.pathname.replace(/\/+$/, ""),
    };
  } catch (error) {
    const why = error instanceof Deno.errors.NotCapable
      ? `no permission to connect to ${url.host} (deno run --allow-net=${url.host} …)`
      : error instanceof Error
      ? error.message.split("\n")[0]
      : String(error);
    throw new Failure("target-unreachable", `Cannot reach ${url.origin}: a server must listen there: received ${why}`, {
      exitStatus: EXIT.unreachable,
      cause: error,
    });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
