import type { WebReply } from "../ports/http.ts";
import { type CacheDirectives, cacheDirectives } from "./cache_directives.ts";

/** How long a stored reply may be used. All from the moment it was generated, in ms. */
export interface Freshness {
  /** 0: each use must be validated first. */
  readonly freshMs: number;
  /** As long as this past its freshness it may be served while it is refreshed. */
  readonly staleWhileRevalidateMs: number;
  /** As long as this past its freshness it may be served instead of an error. */
  readonly staleIfErrorMs: number;
}

/** What a cache grants when the reply itself says nothing. */
export type FreshnessDefaults = Freshness;

/** Statuses whose meaning this cache knows and that stand for a whole representation (RFC 9111, section 3). */
const STORABLE: ReadonlySet<number> = new Set([200, 301, 308, 404, 410]);

/**
 * How long a shared cache may use a reply to GET; undefined when it must not store it, or could never use what it stored
 * (RFC 9111, sections 3 and 4.2).
 *
 * Where ours departs: no heuristic freshness and no Expires (a reply without s-maxage and max-age gets the defaults), replies with
 * Set-Cookie are not stored, and stale-while-revalidate is honoured beside s-maxage, as content delivery networks do,
 * although s-maxage by the letter implies proxy-revalidate. Errors are stored only when they say for how long.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { freshnessOf } from "./freshness.ts";
 * const none = { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
 * const reply = (cacheControl: string) => {
 *   return { status: 200, headers: { "cache-control": cacheControl }, body: undefined, servedBy: "application" };
 * };
 * assertEquals(freshnessOf(reply("max-age=5, s-maxage=60"), none)?.freshMs, 60_000);
 * assertEquals(freshnessOf(reply("private, max-age=5"), none), undefined);
 * ```
 */
export function freshnessOf(reply: WebReply, defaults: FreshnessDefaults): Freshness | undefined {
  if (!STORABLE.has(reply.status) || reply.headers["set-cookie"] !== undefined) return undefined;
  const directives = cacheDirectives(reply.headers["cache-control"]);
  if (directives.noStore || directives.isPrivate) return undefined;
  const freshness = lifetimes(directives, reply.status < 400 ? defaults : NONE);
  const isOfUse = freshness.freshMs > 0 || freshness.staleWhileRevalidateMs > 0 || freshness.staleIfErrorMs > 0 ||
    (reply.headers.etag !== undefined && reply.status === 200);
  return isOfUse ? freshness : undefined;
}

const NONE: Freshness = { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

function lifetimes(directives: CacheDirectives, defaults: FreshnessDefaults): Freshness {
  if (directives.noCache) return NONE;
  const explicitS = directives.sMaxAgeS ?? directives.maxAgeS;
  const freshMs = explicitS === undefined ? defaults.freshMs : explicitS * 1000;
  if (directives.mustRevalidate || directives.proxyRevalidate) return { ...NONE, freshMs };
  return {
    freshMs,
    staleWhileRevalidateMs: milliseconds(directives.staleWhileRevalidateS) ?? defaults.staleWhileRevalidateMs,
    staleIfErrorMs: milliseconds(directives.staleIfErrorS) ?? defaults.staleIfErrorMs,
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
