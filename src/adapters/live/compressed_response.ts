import { createCompression } from "../../compression/compression.ts";
import { LiveWorld } from "../../flow/live_clock.ts";
import type { Method } from "../../ports/http.ts";
import { bodyOf, bytesOf, LiveContent } from "./live_content.ts";

/** Settings of `createCompressedResponse` beside a response's own. */
export interface CompressedResponseInit {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: HeadersInit;
  /** Content of at most so many bytes is sent as it is. @default 1024 */
  readonly thresholdBytes?: number;
  /** 0..11. @default 4 */
  readonly brotliLevel?: number;
  /** 1..9. @default 6 */
  readonly gzipLevel?: number;
}

const encoder = new TextEncoder();
const unheard = { emit: () => {} };

/**
 * A response in the best content coding that the request accepts (architecture A, "Compression Flow"): nothing at or below
 * 1 KB, Brotli 4 before gzip 6 before identity; sets Content-Encoding, Content-Length, X-Compression-Ratio (output / input)
 * and Vary. The same code as the stack's own tier. A codec that fails costs the coding, not the response.
 *
 * @param body A text (sent as UTF-8) or bytes. A text without a content-type is text/plain.
 * @throws RangeError when a level or the threshold is out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createCompressedResponse } from "./compressed_response.ts";
 * const request = new Request("http://localhost/", { headers: { "accept-encoding": "gzip, br" } });
 * const init = { headers: { "content-type": "application/json" } };
 * const response = await createCompressedResponse(request, JSON.stringify(Array(500).fill("product")), init);
 * assertEquals(response.headers.get("content-encoding"), "br");
 * assertEquals((await createCompressedResponse(request, "short")).headers.get("content-encoding"), null);
 * ```
 */
export async function createCompressedResponse(
  request: Request,
  body: string | Uint8Array<ArrayBuffer>,
  init: CompressedResponseInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (typeof body === "string" && !headers.has("content-type")) {
    headers.set("content-type", "text/plain; charset=utf-8");
  }
  const { thresholdBytes, brotliLevel, gzipLevel } = init;
  const limits = {
    ...(thresholdBytes !== undefined && { thresholdBytes }),
    ...(brotliLevel !== undefined && { brotliLevel }),
    ...(gzipLevel !== undefined && { gzipLevel }),
  };
  const world = new LiveWorld({ onUnhandled: () => {} });
  const compression = createCompression({ content: new LiveContent(), clock: world, probe: unheard, ...limits });
  const plain = {
    status: init.status ?? 200,
    headers: Object.fromEntries(headers),
    body: bodyOf(typeof body === "string" ? encoder.encode(body) : body),
    servedBy: "application",
  };
  const reply = await world.run(() =>
    compression.compress(plain, {
      method: request.method as Method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
    })
  );
  const bytes = reply.body === undefined ? null : bytesOf(reply.body);
  const length = bytes === null ? {} : { "content-length": String(bytes.length) };
  return new Response(bytes, { status: reply.status, headers: { ...reply.headers, ...length } });
}
