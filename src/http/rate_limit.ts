import type { Clock } from "../flow/clock.ts";
import { immediate } from "../flow/instructions.ts";
import type { Tier, WebReply } from "../ports/http.ts";

/** How much one client may ask. */
export interface RateLimitOptions {
  readonly clock: Clock;
  /** Requests a second in the long run, above 0. */
  readonly rateRps: number;
  /** Requests at once beyond the one that is always admitted when the client was quiet; at least 0. */
  readonly burst: number;
  /** The header field that tells clients apart; those without it share "unknown". @default "x-client" */
  readonly clientHeader?: string;
  /** Clients remembered; who is forgotten begins with a full bucket. @default 16384 */
  readonly maxClients?: number;
  /** What a refusal's `servedBy` says. @default "rate-limit" */
  readonly name?: string;
}

/** How far a client is ahead of its rate, in requests. */
interface Bucket {
  excess: number;
  atMs: number;
}

/**
 * Refuses a client's requests beyond its rate with 429 (RFC 6585, section 4) and Retry-After (RFC 9110, section 10.2.3), at once and
 * without queueing: nginx's `limit_req zone=… rate=… burst=… nodelay`, whose leaky bucket is a token bucket of burst + 1.
 *
 * A refused request costs no token. Memory is bounded by two generations of half the clients each: when the young one is full it becomes
 * the old one, and who is only in the old one is moved up when seen. O(1) a request.
 *
 * @throws RangeError when an option is out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { rateLimit } from "./rate_limit.ts";
 * const application = () => immediate({ status: 200, headers: {}, body: undefined, servedBy: "application" });
 * const statuses = simulate(function* (clock) {
 *   const fetch = rateLimit({ clock, rateRps: 10, burst: 1 })(application);
 *   const seen: number[] = [];
 *   for (let i = 0; i < 3; i++) seen.push((yield* fetch({ method: "GET", path: "/", headers: {} })).status);
 *   return seen;
 * });
 * assertEquals(statuses, [200, 200, 429]);
 * ```
 */
export function rateLimit(options: RateLimitOptions): Tier {
  const { burst, clock, rateRps } = options;
  const header = options.clientHeader ?? "x-client";
  const name = options.name ?? "rate-limit";
  const generationSize = Math.ceil(checked("maxClients", options.maxClients ?? 16_384, 2) / 2);
  const perMs = checked("rateRps", rateRps, Number.MIN_VALUE) / 1000;
  checked("burst", burst, 0);
  let young = new Map<string, Bucket>();
  let old = new Map<string, Bucket>();

  function bucketOf(client: string, nowMs: number): Bucket {
    const seen = young.get(client);
    if (seen !== undefined) return seen;
    // A quiet client's bucket: the first request raises it to 0.
    const bucket = old.get(client) ?? { excess: -1, atMs: nowMs };
    if (young.size >= generationSize) {
      old = young;
      young = new Map();
    }
    young.set(client, bucket);
    return bucket;
  }

  return (next) => (request) => {
    const nowMs = clock.nowMs();
    const bucket = bucketOf(request.headers[header] ?? "unknown", nowMs);
    const excess = Math.max(0, bucket.excess - (nowMs - bucket.atMs) * perMs + 1);
    if (excess > burst) return immediate(refusal(name, Math.ceil((excess - burst) / rateRps)));
    bucket.excess = excess;
    bucket.atMs = nowMs;
    return next(request);
  };
}

function refusal(servedBy: string, retryAfterS: number): WebReply {
  const headers = {
    "retry-after": String(Math.max(1, retryAfterS)),
    "cache-control": "no-store",
    "content-length": "0",
  };
  return { status: 429, headers, body: undefined, servedBy };
}

function checked(name: string, value: number, least: number): number {
  if (value >= least && value < Infinity) return value;
  const must = least === Number.MIN_VALUE ? "above 0" : `of at least ${least}`;
  throw new RangeError(`Cannot limit the rate: ${name} must be a finite number ${must}: received ${value}`);
}
