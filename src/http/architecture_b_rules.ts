import type { CacheControlRule } from "./cache_control.ts";

const ONE_YEAR = "public, max-age=31536000, immutable";
const THIRTY_DAYS = "public, max-age=2592000";
/** The document says "stale-while-revalidate" without times: fresh for a minute, stale for an hour assumed, 2026-11. */
const PAGE = "public, max-age=0, s-maxage=60, stale-while-revalidate=3600, stale-if-error=86400";

/** Architecture B, "Edge Layer": static files a year, images 30 days, pages stale-while-revalidate, everything else private. */
export const ARCHITECTURE_B_RULES: readonly CacheControlRule[] = [
  { methods: ["POST", "PUT", "DELETE"], prefix: "/", value: "no-store" },
  { prefix: "/static/", value: ONE_YEAR },
  { prefix: "/images/", value: THIRTY_DAYS },
  { prefix: "/products/", value: PAGE },
  { prefix: "/categories/", value: PAGE },
  { prefix: "/", value: "private, no-cache" },
];
