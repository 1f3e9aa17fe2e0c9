import { EXIT, Failure } from "../../base/errors.ts";
import type { LiveWorld } from "../../flow/live_clock.ts";
import type { Fetch } from "../../ports/http.ts";
import { readRequest, refusal, toResponse } from "./http_messages.ts";

/** A server that runs. */
export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The failure of who cannot have a port. */
export function portInUse(port: number, cause: unknown): Failure {
  const received = cause instanceof Error ? cause.message : cause;
  return new Failure("port-in-use", `Cannot listen on port ${port}: it must be free: received ${received}`, {
    exitStatus: EXIT.unreachable,
    cause,
  });
}

/**
 * Serves a stack over HTTP on the loopback interface.
 *
 * @param port 0 for any free one.
 * @throws Failure `port-in-use` (exit status 4)
 */
export function serveHttp(options: { world: LiveWorld; fetch: Fetch; port: number }): HttpServer {
  const { world, fetch } = options;
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve({ hostname: "127.0.0.1", port: options.port, onListen: () => {} }, async (incoming) => {
      const request = await readRequest(incoming);
      if ("status" in request) return toResponse(request);
      const reply = await world.run(() => fetch(request)).catch(() => refusal(500, "internal error"));
      return toResponse(reply);
    });
  } catch (error) {
    throw portInUse(options.port, error);
  }
  return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}
