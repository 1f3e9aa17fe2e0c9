/**
 * The part of JSR's `@std/http@1` that this repository uses: same names, signatures and behaviour.
 *
 * Written here because the build machines do not reach JSR. With JSR at hand, delete the `links` line of deno.json and
 * the real package takes this one's place.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acceptsEncodings, eTag, ifNoneMatch, STATUS_CODE } from "@std/http";
 *
 * const etag = await eTag("hello deno");
 * const status = ifNoneMatch(etag, etag) ? STATUS_CODE.OK : STATUS_CODE.NotModified;
 * assertEquals(status, 304);
 *
 * const request = new Request("https://shop.example/", { headers: { "accept-encoding": "gzip;q=0.5, br" } });
 * assertEquals(acceptsEncodings(request, "gzip", "br", "identity"), "br");
 * ```
 *
 * @module
 */
export * from "./etag.ts";
export * from "./file_server.ts";
export * from "./negotiation.ts";
export * from "./status.ts";
