import { assertEquals } from "@std/assert";
import { attributionOf } from "../../../src/adapters/live/load/attribution.ts";
import type { ReplyFields } from "../../../src/adapters/live/load/reply_parser.ts";

const NONE: ReplyFields = {
  etag: undefined,
  cacheStatus: undefined,
  serverTiming: undefined,
  age: undefined,
  vendorCache: undefined,
};

Deno.test("attribution: a reply is the tier's that says it hit; without a word it is the origin's", () => {
  const cases: readonly (readonly [Partial<ReplyFields>, string, boolean])[] = [
    [{}, "origin", false],
    [{ cacheStatus: "nginx; hit" }, "nginx", true],
    [{ cacheStatus: "nginx; hit; ttl=30; key=abc" }, "nginx", true],
    [{ cacheStatus: 'OriginCache; hit; ttl=1100, "CDN Company, Inc"; hit; ttl=545' }, "CDN Company, Inc", true],
    [{ cacheStatus: "ReverseProxyCache; hit, CDN; fwd=uri-miss" }, "ReverseProxyCache", true],
    [{ cacheStatus: "ExampleCache; fwd=uri-miss; stored" }, "origin", false],
    // Cache-Status says more than all others.
    [{ cacheStatus: "ExampleCache; fwd=stale", age: 30, vendorCache: "x-cache: HIT" }, "origin", false],
    [{ vendorCache: "x-cache: HIT from edge-1" }, "cache", true],
    [{ vendorCache: "x-cache: MISS from edge-1" }, "origin", false],
    [{ vendorCache: "cf-cache-status: HIT" }, "cloudflare", true],
    [{ vendorCache: "cf-cache-status: DYNAMIC" }, "origin", false],
    [{ vendorCache: "x-nextjs-cache: STALE" }, "nextjs", true],
    [{ serverTiming: 'cdn-cache; desc=HIT, origin; dur=12, "a;b"; dur=1' }, "cdn-cache", true],
    [{ serverTiming: 'db;dur=53, cache;desc="hit-front"' }, "cache", true],
    [{ serverTiming: "cdn-cache; desc=MISS, origin; dur=12" }, "origin", false],
    [{ serverTiming: "cdn-cache; desc=MISS", age: 9 }, "shared cache", true],
    [{ age: 0 }, "origin", false],
    [{ age: NaN }, "origin", false],
  ];
  for (const [fields, tier, isHit] of cases) {
    assertEquals(attributionOf({ ...NONE, ...fields }, false), { tier, isHit }, JSON.stringify(fields));
  }
});

Deno.test("attribution: our own servers name who answered, cache or not", () => {
  const own = (cacheStatus: string) => attributionOf({ ...NONE, cacheStatus }, true);
  assertEquals(own("l1; hit"), { tier: "l1", isHit: true });
  assertEquals(own("database; fwd=miss"), { tier: "database", isHit: false });
});
