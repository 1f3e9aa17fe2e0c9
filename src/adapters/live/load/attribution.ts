import { memoised } from "../../../base/memoised.ts";
import type { ReplyFields } from "./reply_parser.ts";

/** Who answered, and whether it was a cache. */
export interface Attribution {
  readonly tier: string;
  readonly isHit: boolean;
}

/** What a reply without any word of a cache came from. */
export const ORIGIN: Attribution = { tier: "origin", isHit: false };
const SOME_CACHE: Attribution = { tier: "shared cache", isHit: true };

const ofCacheStatus = memoised(4096, readCacheStatus);
const ofOwnCacheStatus = memoised(4096, readOwnCacheStatus);
const ofVendor = memoised(1024, readVendor);
const ofServerTiming = memoised(1024, readServerTiming);

/**
 * Attributes a reply to a tier by what it says of itself: Cache-Status (RFC 9211), else a vendor's own field, else a hit in
 * Server-Timing (W3C), else Age (RFC 9111, 5.1), which only a shared cache sets. A reply that says nothing is the origin's.
 *
 * @param isOurs Our own server names the tier that answered in Cache-Status even when it was no cache.
 */
export function attributionOf(fields: ReplyFields, isOurs: boolean): Attribution {
  const { cacheStatus, vendorCache, serverTiming, age } = fields;
  if (cacheStatus !== undefined) return isOurs ? ofOwnCacheStatus(cacheStatus) : ofCacheStatus(cacheStatus);
  if (vendorCache !== undefined) return ofVendor(vendorCache);
  const timed = serverTiming === undefined ? undefined : ofServerTiming(serverTiming);
  if (timed !== undefined && timed.isHit) return timed;
  return age !== undefined && age > 0 ? SOME_CACHE : ORIGIN;
}

/** Members stand in the order from the origin to the client; the hit that is nearest to the client answered. */
function readCacheStatus(text: string): Attribution {
  const members = split(text, ",").map((member) => split(member, ";").map((part) => part.trim()));
  const hit = members.findLast((parts) => parts.slice(1).includes("hit") || parts.slice(1).includes("hit=?1"));
  return hit === undefined ? ORIGIN : { tier: unquoted(hit[0]!), isHit: true };
}

function readOwnCacheStatus(text: string): Attribution {
  const [tier, ...rest] = text.split(";").map((part) => part.trim());
  return { tier: tier!, isHit: rest.includes("hit") };
}

const VENDORS: Readonly<Record<string, string>> = {
  "cf-cache-status": "cloudflare",
  "x-nextjs-cache": "nextjs",
  "x-vercel-cache": "vercel",
  "x-rack-cache": "rack-cache",
};

/** `x-cache: HIT from edge`, `x-nextjs-cache: STALE`, `cf-cache-status: MISS`, `x-rack-cache: fresh`. */
function readVendor(text: string): Attribution {
  const [name, value] = text.split(": ", 2) as [string, string];
  const isHit = /\b(hit|stale|fresh|prerender|updating|revalidated)\b/i.test(value);
  return isHit ? { tier: VENDORS[name] ?? "cache", isHit } : ORIGIN;
}

/** `cdn-cache; desc=HIT, origin; dur=12`: a metric whose description is a hit names its tier. */
function readServerTiming(text: string): Attribution {
  const hit = split(text, ",").map((metric) => split(metric, ";").map((part) => part.trim())).find((parts) =>
    parts.slice(1).some((part) => /^desc="?hit\b/i.test(part))
  );
  return hit === undefined ? ORIGIN : { tier: unquoted(hit[0]!), isHit: true };
}

/** Splits outside quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) {
      parts.push(part.trim());
      part = "";
    } else part += character;
  }
  return [...parts, part.trim()];
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/, "$1");
}
