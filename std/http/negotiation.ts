import { preferredEncodings } from "./negotiation/encodings.ts";
import { preferredLanguages } from "./negotiation/languages.ts";
import { preferredMediaTypes } from "./negotiation/media_types.ts";

type WithHeaders = Pick<Request, "headers">;

/**
 * The media types that a request accepts (RFC 9110, section 12.5.1), best first; any when it does not say.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accepts } from "@std/http/negotiation";
 *
 * const request = new Request("https://shop.example/", { headers: { accept: "text/html;q=0.9, image/webp" } });
 * assertEquals(accepts(request), ["image/webp", "text/html"]);
 * ```
 */
export function accepts(request: WithHeaders): string[];
/**
 * The offered media type that a request likes best; undefined when it likes none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accepts } from "@std/http/negotiation";
 *
 * const request = new Request("https://shop.example/", { headers: { accept: "image/*" } });
 * assertEquals(accepts(request, "text/html", "image/webp"), "image/webp");
 * ```
 */
export function accepts(request: WithHeaders, ...types: string[]): string | undefined;
export function accepts(request: WithHeaders, ...types: string[]): string | string[] | undefined {
  return choose(request.headers.get("accept"), types, preferredMediaTypes, "*/*");
}

/**
 * The content codings that a request accepts (RFC 9110, section 12.5.3), best first; any when it does not say.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acceptsEncodings } from "@std/http/negotiation";
 *
 * const request = new Request("https://shop.example/", { headers: { "accept-encoding": "gzip;q=0.8, br, *;q=0" } });
 * assertEquals(acceptsEncodings(request), ["br", "gzip"]);
 * ```
 */
export function acceptsEncodings(request: WithHeaders): string[];
/**
 * The offered content coding that a request likes best; undefined when it likes none.
 *
 * Offer `identity` as well, so that there is always an answer unless it is refused.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acceptsEncodings } from "@std/http/negotiation";
 *
 * const request = new Request("https://shop.example/", { headers: { "accept-encoding": "gzip" } });
 * assertEquals(acceptsEncodings(request, "br", "gzip", "identity"), "gzip");
 * assertEquals(acceptsEncodings(request, "br", "identity"), "identity");
 * ```
 */
export function acceptsEncodings(request: WithHeaders, ...encodings: string[]): string | undefined;
export function acceptsEncodings(request: WithHeaders, ...encodings: string[]): string | string[] | undefined {
  return choose(request.headers.get("accept-encoding"), encodings, preferredEncodings, "*");
}

/**
 * The languages that a request accepts (RFC 9110, section 12.5.4), best first; any when it does not say.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acceptsLanguages } from "@std/http/negotiation";
 *
 * const request = new Request("https://shop.example/", { headers: { "accept-language": "fr;q=0.9, fr-CH, *;q=0.5" } });
 * assertEquals(acceptsLanguages(request), ["fr-CH", "fr", "*"]);
 * ```
 */
export function acceptsLanguages(request: WithHeaders): string[];
/**
 * The offered language that a request likes best; undefined when it likes none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { acceptsLanguages } from "@std/http/negotiation";
 *
 * const request = new Request("https://shop.example/", { headers: { "accept-language": "fr, en;q=0.8" } });
 * assertEquals(acceptsLanguages(request, "en-gb", "en-us", "en"), "en");
 * ```
 */
export function acceptsLanguages(request: WithHeaders, ...langs: string[]): string | undefined;
export function acceptsLanguages(request: WithHeaders, ...langs: string[]): string | string[] | undefined {
  return choose(request.headers.get("accept-language"), langs, preferredLanguages, "*");
}

function choose(
  header: string | null,
  offers: string[],
  preferred: (accept: string, offers?: string[]) => string[],
  any: string,
): string | string[] | undefined {
  if (offers.length > 0) return header ? preferred(header, offers)[0] : offers[0];
  return header ? preferred(header) : [any];
}
