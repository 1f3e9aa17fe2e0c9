import type { HeaderFields, Method, WebReply, WebRequest } from "../../ports/http.ts";
import { bytesOf } from "./live_content.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"]);
/** The most that a mutation's body may weigh. */
const MOST_BODY_BYTES = 64 * 1024;
const KEPT_HEADERS = ["accept-encoding", "if-none-match", "x-client", "range", "authorization", "content-type"];

/** A request as the tiers see it, or the reply that refuses it. */
export async function readRequest(incoming: Request): Promise<WebRequest | WebReply> {
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

/** A short reply in plain text. */
export function refusal(status: number, text: string): WebReply {
  const content = new TextEncoder().encode(`${text}\n`);
  return {
    status,
    headers: { "content-type": "text/plain" },
    body: { sizeBytes: content.length, content },
    servedBy: "server",
  };
}

/** A tier's reply as a response, its giver in Cache-Status (RFC 9211). */
export function toResponse(reply: WebReply): Response {
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
