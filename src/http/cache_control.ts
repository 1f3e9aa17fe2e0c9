import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Method, Tier, WebReply, WebRequest } from "../ports/http.ts";

/** Which requests a Cache-Control value is for. Data, so that a design can carry its own. */
export interface CacheControlRule {
  /** @default every method */
  readonly methods?: readonly Method[];
  /** What the path begins with. Give this or `path`. */
  readonly prefix?: string;
  /** The whole path, query left aside. */
  readonly path?: string;
  /** What the path must end with, query left aside: one of these, such as ".js". @default anything */
  readonly suffixes?: readonly string[];
  readonly value: string;
}

const ONE_YEAR = "public, max-age=31536000, immutable";
const THIRTY_DAYS = "public, max-age=2592000";
const REVALIDATED_PAGE = "public, max-age=0, must-revalidate";

/**
 * The rules of architecture A: static assets for a year ("Static assets (1 year cache)", CDN box), images for 30 days, product pages always
 * revalidated, the API private, and nothing stored of mutations and of the monitor. What no rule knows is private.
 */
export const ARCHITECTURE_A_RULES: readonly CacheControlRule[] = [
  { methods: ["POST", "PUT", "DELETE"], prefix: "/", value: "no-store" },
  { prefix: "/api/performance/", value: "no-store" },
  { prefix: "/dashboard", value: "no-store" },
  { prefix: "/api/", value: "private, no-cache" },
  { prefix: "/graphql", value: "private, no-cache" },
  { prefix: "/_next/static/", value: ONE_YEAR },
  { prefix: "/static/", value: ONE_YEAR },
  { prefix: "/assets/", value: ONE_YEAR },
  { prefix: "/fonts/", value: ONE_YEAR },
  { prefix: "/images/", value: THIRTY_DAYS },
  { prefix: "/products", value: REVALIDATED_PAGE },
  { prefix: "/categories", value: REVALIDATED_PAGE },
  { path: "/", value: REVALIDATED_PAGE },
  { prefix: "/", value: "private, no-cache" },
];

/**
 * Sets Cache-Control by route: the first rule that matches counts. A value that the application set itself is kept, and an error
 * (status 400 and above) is not to be stored, whatever the route.
 *
 * Rules are compared in order without a memo: a dozen prefix comparisons cost less than one look-up of a path in a map, and
 * need no memory.
 *
 * @param rules @default ARCHITECTURE_A_RULES
 * @throws TypeError when a rule has not exactly one of `prefix` and `path`, or no value.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { cacheControlByRoute } from "./cache_control.ts";
 * const tier = cacheControlByRoute([{ prefix: "/static/", suffixes: [".js"], value: "public, max-age=60" }]);
 * const fetch = tier(() => immediate({ status: 200, headers: {}, body: undefined, servedBy: "application" }));
 * const reply = simulate(() => fetch({ method: "GET", path: "/static/shop.js?v=2", headers: {} }));
 * assertEquals(reply.headers["cache-control"], "public, max-age=60");
 * ```
 */
export function cacheControlByRoute(rules: readonly CacheControlRule[] = ARCHITECTURE_A_RULES): Tier {
  rules.forEach(checkRule);
  return (next) => (request) => {
    const value = valueFor(rules, request);
    if (value === undefined) return next(request);
    return chain(next(request), (reply) => immediate(withCacheControl(reply, value)));
  };
}

function withCacheControl(reply: WebReply, value: string): WebReply {
  if (reply.headers["cache-control"] !== undefined) return reply;
  const cacheControl = reply.status >= 400 ? "no-store" : value;
  return { ...reply, headers: { ...reply.headers, "cache-control": cacheControl } };
}

function valueFor(rules: readonly CacheControlRule[], request: WebRequest): string | undefined {
  for (const rule of rules) {
    if (rule.methods !== undefined && !rule.methods.includes(request.method)) continue;
    if (rule.prefix !== undefined ? !request.path.startsWith(rule.prefix) : withoutQuery(request.path) !== rule.path) {
      continue;
    }
    if (rule.suffixes !== undefined && !endsWithOne(withoutQuery(request.path), rule.suffixes)) continue;
    return rule.value;
  }
  return undefined;
}

function endsWithOne(path: string, suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => path.endsWith(suffix));
}

function withoutQuery(path: string): string {
  const end = path.indexOf("?");
  return end === -1 ? path : path.slice(0, end);
}

function checkRule(rule: CacheControlRule): void {
  const received = JSON.stringify(rule);
  if ((rule.prefix === undefined) === (rule.path === undefined)) {
    throw new TypeError(
      `Cannot use Cache-Control rule: exactly one of prefix and path must be given: received ${received}`,
    );
  }
  if (rule.value.trim() === "") {
    throw new TypeError(`Cannot use Cache-Control rule: its value must not be empty: received ${received}`);
  }
}
