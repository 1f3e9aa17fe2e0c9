import type { WebReply } from "../ports/http.ts";
import { memoised } from "../base/memoised.ts";

const isCompressibleType = memoised(256, decideByType);
const forbidsTransformation = memoised(256, (cacheControl) => {
  return cacheControl.toLowerCase().split(",").some((directive) => directive.trim() === "no-transform");
});

/** Types that shrink although their names do not say text, xml or json. */
const TEXT_LIKE: ReadonlySet<string> = new Set([
  "application/json",
  "application/javascript",
  "application/ecmascript",
  "application/xml",
  "application/x-ndjson",
  "application/wasm",
  "application/graphql",
  "application/vnd.ms-fontobject",
  "font/ttf",
  "font/otf",
  "image/bmp",
  "image/x-icon",
]);

/**
 * Whether a coding would do the reply's representation good: it has a type that shrinks (text, JSON, XML, SVG, wasm; not
 * images, video, woff2, archives), it is not encoded already, it is no part of a range (the client counts bytes of what it has),
 * and nobody forbids it (`cache-control: no-transform`, RFC 9111, section 5.2.2.6). A reply without a content-type is left alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isCompressible } from "./compressible.ts";
 * const reply = { status: 200, headers: { "content-type": "image/avif" }, body: undefined, servedBy: "application" };
 * assertEquals(isCompressible(reply), false);
 * assertEquals(isCompressible({ ...reply, headers: { "content-type": "text/html; charset=utf-8" } }), true);
 * ```
 */
export function isCompressible(reply: WebReply): boolean {
  const { headers, status } = reply;
  const type = headers["content-type"];
  if (type === undefined || !isCompressibleType(type)) return false;
  if (status === 206 || headers["content-range"] !== undefined) return false;
  const coding = headers["content-encoding"];
  if (coding !== undefined && coding !== "identity") return false;
  const cacheControl = headers["cache-control"];
  return cacheControl === undefined || !forbidsTransformation(cacheControl);
}

function decideByType(contentType: string): boolean {
  const type = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (type === "text/event-stream") return false;
  return type.startsWith("text/") || type.endsWith("+json") || type.endsWith("+xml") || TEXT_LIKE.has(type);
}
