import { ifNoneMatch } from "@std/http";
import type { HeaderFields, WebReply, WebRequest } from "../ports/http.ts";

/** What a 304 says of the reply that it stands for (RFC 9110, section 15.4.5), and Age (RFC 9111, section 5.1). */
const KEPT = ["cache-control", "content-location", "date", "etag", "expires", "vary", "age"] as const;

/**
 * Whether the client has this representation already: If-None-Match by weak comparison, lists and "*" (RFC 9110, 13.1.2).
 * If-Modified-Since is not looked at: tags are all that tierlab makes.
 */
export function isNotModified(request: WebRequest, etag: string | undefined): boolean {
  const condition = request.headers["if-none-match"];
  if (condition === undefined || etag === undefined) return false;
  return condition === etag || !ifNoneMatch(condition, etag);
}

/**
 * The 304 for a reply whose content the client has. Where the client knows the weak form of a tag that is strong here, the 304 has the
 * weak one: a tier in front (compression) has made it weak in the reply that the client keeps, and a strong tag would not select
 * that one for its update (RFC 9111, section 4.3.4).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { notModified } from "./conditional.ts";
 * const headers = { etag: '"v1"', "cache-control": "no-cache", "content-type": "text/html" };
 * const reply = { status: 200, headers, body: { sizeBytes: 10, content: 1 }, servedBy: "application" };
 * const request = { method: "GET", path: "/", headers: { "if-none-match": '"v1"' } } as const;
 * assertEquals(notModified(request, reply, "conditional"), {
 *   status: 304,
 *   headers: { "cache-control": "no-cache", etag: '"v1"' },
 *   body: undefined,
 *   servedBy: "conditional",
 * });
 * ```
 */
export function notModified(request: WebRequest, reply: WebReply, servedBy: string): WebReply {
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = reply.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const { etag } = headers;
  if (etag !== undefined) headers.etag = formKnownTo(request.headers, etag);
  return { status: 304, headers, body: undefined, servedBy };
}

function formKnownTo(headers: HeaderFields, etag: string): string {
  if (etag.startsWith("W/")) return etag;
  const weak = `W/${etag}`;
  return headers["if-none-match"]?.includes(weak) ? weak : etag;
}
