import { memoised } from "../base/memoised.ts";

/** A Cache-Control field of a reply. Times in seconds; undefined when the directive is absent. */
export interface CacheDirectives {
  readonly noStore: boolean;
  /** Also for the qualified form `no-cache="field"`, which RFC 9111, 5.2.2.4 lets a cache read as the plain one. */
  readonly noCache: boolean;
  /** Also for the qualified form `private="field"` (5.2.2.7). */
  readonly isPrivate: boolean;
  readonly isPublic: boolean;
  readonly mustRevalidate: boolean;
  readonly proxyRevalidate: boolean;
  readonly noTransform: boolean;
  /** RFC 8246. */
  readonly immutable: boolean;
  readonly maxAgeS: number | undefined;
  readonly sMaxAgeS: number | undefined;
  /** RFC 5861, section 3. */
  readonly staleWhileRevalidateS: number | undefined;
  /** RFC 5861, section 4. */
  readonly staleIfErrorS: number | undefined;
}

/** A directive's name, then perhaps "=" and a token or a quoted string, in which commas do not separate. */
const DIRECTIVE = /([^\s,;="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g;

const parseMemoised = memoised(1024, parse);
const NONE = parse("");

/**
 * Reads a Cache-Control field (RFC 9111, section 5.2). Names are case-insensitive, unknown directives are ignored, of a directive given
 * twice the first counts, and a time that is no whole number of seconds counts as 0: stale (section 4.2.1).
 *
 * @param cacheControl The field's text; undefined when it is absent.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cacheDirectives } from "./cache_directives.ts";
 * const directives = cacheDirectives('public, max-age=60, stale-while-revalidate="30"');
 * assertEquals([directives.isPublic, directives.maxAgeS, directives.staleWhileRevalidateS], [true, 60, 30]);
 * assertEquals(cacheDirectives("max-age=soon").maxAgeS, 0);
 * ```
 */
export function cacheDirectives(cacheControl: string | undefined): CacheDirectives {
  return cacheControl === undefined ? NONE : parseMemoised(cacheControl);
}

function parse(text: string): CacheDirectives {
  const found = new Map<string, string>();
  for (const [, name = "", quoted, token] of text.matchAll(DIRECTIVE)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted ?? token ?? "");
  }
  return {
    noStore: found.has("no-store"),
    noCache: found.has("no-cache"),
    isPrivate: found.has("private"),
    isPublic: found.has("public"),
    mustRevalidate: found.has("must-revalidate"),
    proxyRevalidate: found.has("proxy-revalidate"),
    noTransform: found.has("no-transform"),
    immutable: found.has("immutable"),
    maxAgeS: seconds(found.get("max-age")),
    sMaxAgeS: seconds(found.get("s-maxage")),
    staleWhileRevalidateS: seconds(found.get("stale-while-revalidate")),
    staleIfErrorS: seconds(found.get("stale-if-error")),
  };
}

/** RFC 9111, 1.2.2: what is larger than 2^31 counts as 2^31. */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Math.min(Number(text), 2 ** 31) : 0;
}
