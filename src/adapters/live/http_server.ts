import { EXIT, Failure } from "../../base/errors.ts";
import type { LiveWorld } from "../../flow/live_clock.ts";
import type { Fetch, HeaderFields, Method, WebReply, WebRequest } from "../../ports/http.ts";
import { bytesOf } from "./live_content.ts";

/** A server that runs. */
export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"]);
/** The most that a mutation's body may weigh. */
const MOST_BODY_BYTES = 64 * 1024;
const KEPT_HEADERS = ["accept-encoding", "if-none-match", "x-client", "range", "authorization", "content-type"];

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
      const reply = await world.run(() => fetch(request), incoming.signal).catch(() => failed());
      return toResponse(reply);
    });
  } catch (error) {
    const message = `Cannot listen on port ${options.port}: it must be free: received ${
      error instanceof Error ? error.message : error
    }`;
    throw new Failure("port-in-use", message, { exitStatus: EXIT.unreachable, cause: error });
  }
  return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}

async function readRequest(incoming: Request): Promise<WebRequest | WebReply> {
  const url = new URL(incoming.url);
  if (!METHODS.has(incoming.method)) return refusal(405, `${incoming.method} is not supported`);
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = incoming.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const request = { method: incoming.method as Method, path: url.pathname + url.search, headers };
  if (incoming.body === null) return request;
  const text = await readBody(incoming.body);
  if (text === undefined) return refusal(413, `the body must weigh at most ${MOST_BODY_BYTES} bytes`);
  try {
    return { ...request, body: text === "" ? undefined : JSON.parse(text) };
  } catch {
    return refusal(400, "the body must be JSON");
  }
}

async function readBody(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function refusal(status: number, text: string): WebReply {
  const content = new TextEncoder().encode(`${text}\n`);
  return {
    status,
    headers: { "content-type": "text/plain" },
    body: { sizeBytes: content.length, content },
    servedBy: "server",
  };
}

function failed(): WebReply {
  return refusal(500, "internal error");
}

function toResponse(reply: WebReply): Response {
  const headers: HeaderFields = { ...reply.headers, "cache-status": cacheStatus(reply.servedBy) };
  return new Response(reply.body === undefined ? null : bytesOf(reply.body), {
    status: reply.status,
    headers,
  });
}

/** RFC 9211: who answered. */
function cacheStatus(servedBy: string): string {
  const isHit = ["cdn", "nginx", "l1", "l2", "query-cache"].includes(servedBy);
  return isHit ? `${servedBy}; hit` : `${servedBy}; fwd=miss`;
}
