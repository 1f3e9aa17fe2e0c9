import { rethrowHalt } from "../flow/halt.ts";
import type { Clock } from "../flow/clock.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { SingleFlight } from "../flow/single_flight.ts";
import type { Fetch, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { LookupOutcome, Probe } from "../ports/probe.ts";
import { isNotModified, notModified } from "./conditional.ts";
import { EdgeShelf, isKeyable, type UnderWay } from "./edge_shelf.ts";
import { type FreshnessDefaults, freshnessOf } from "./freshness.ts";
import { type ReplyStore, StoredReply } from "./stored_reply.ts";

/** What an edge cache is made of. */
export interface EdgeCacheOptions {
  /** Its tier name in events and `servedBy`: "cdn", "nginx". */
  readonly name: string;
  readonly store: ReplyStore;
  readonly clock: Clock;
  readonly probe: Probe;
  /** For replies that say nothing themselves. @default neither fresh nor served stale */
  readonly defaults?: Partial<FreshnessDefaults>;
  /** Codings that the origin may use. @default br, gzip */
  readonly codings?: readonly string[];
}

/** What came of a request that was passed on. */
interface Fetched {
  readonly reply: WebReply;
  /** Whether those who wait for the same key may have it too. */
  readonly isShared: boolean;
  readonly outcome: LookupOutcome;
}

/** A request on its way to the origin. */
interface Errand {
  readonly next: Fetch;
  readonly request: WebRequest;
  readonly key: string;
  /** What is stored but may not be used as it is. */
  readonly stored: StoredReply | undefined;
}

/** Statuses that stale-if-error counts as an error (RFC 5861, section 4). */
const ERRORS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * A shared HTTP cache (RFC 9111): a content delivery network's point of presence, or nginx with proxy_cache.
 *
 * The key is path and class of Accept-Encoding. A fresh reply is served with its Age, synchronously. A stale one is served while
 * one background request refreshes it (stale-while-revalidate, RFC 5861), validated with If-None-Match, or served when the
 * origin fails (stale-if-error). Who misses together shares one request, unless its reply turns out to be for one client only; such
 * a key is then passed for two minutes without queueing. A successful unsafe request takes out its path and those of its
 * Location and Content-Location (RFC 9111, section 4.4).
 *
 * Passed on untouched: unsafe methods, Range, Authorization, HEAD that is not stored fresh. Not stored: Vary on anything but
 * Accept-Encoding. Cache-Control of requests is not looked at, as in nginx and the networks: a reload must not reach the
 * origin. A validated reply counts as a miss, since the origin was asked. A store that fails is a miss.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { immediate } from "../flow/instructions.ts";
 * import { simulate } from "../flow/simulated_world.ts";
 * import { EdgeCache } from "./edge_cache.ts";
 * const headers = { "cache-control": "public, max-age=60" };
 * const origin = () => immediate({ status: 200, headers, body: undefined, servedBy: "application" });
 * const servedBy = simulate(function* (clock) {
 *   const fetch = new EdgeCache({ name: "cdn", store: new Map(), clock, probe: { emit: () => {} } }).tier(origin);
 *   const request = { method: "GET", path: "/", headers: {} } as const;
 *   return [(yield* fetch(request)).servedBy, (yield* fetch(request)).servedBy];
 * });
 * assertEquals(servedBy, ["application", "cdn"]);
 * ```
 */
export class EdgeCache {
  readonly name: string;
  readonly #clock: Clock;
  readonly #probe: Probe;
  readonly #defaults: FreshnessDefaults;
  readonly #shelf: EdgeShelf;
  readonly #flights = new SingleFlight<string, Fetched>();
  readonly #refreshing = new Set<string>();

  constructor(options: EdgeCacheOptions) {
    this.name = options.name;
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#defaults = { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0, ...options.defaults };
    this.#shelf = new EdgeShelf(options.store, options.codings, (what, error) => this.#degraded(what, error));
  }

  readonly tier: Tier = (next) => (request) =>
    request.method === "GET" || request.method === "HEAD" ? this.#lookUp(next, request) : this.#mutate(next, request);

  /** Takes out a path (with its query) in all its codings. */
  purge(path: string): void {
    this.#shelf.purge(path, (key) => this.#flights.forget(key));
  }

  /** Takes out every reply whose `surrogate-key` field (keys separated by spaces) lists the key. */
  purgeByTag(tag: string): void {
    this.#shelf.purgeByTag(tag);
  }

  #lookUp(next: Fetch, request: WebRequest): Operation<WebReply> {
    const nowMs = this.#clock.nowMs();
    const key = this.#shelf.keyOf(request);
    if (key === undefined) return this.#bypass(next, request, nowMs);
    const stored = this.#shelf.find(request.path, key);
    if (stored?.isFresh(nowMs)) {
      this.#looked("hit", nowMs);
      return immediate(answer(request, stored.serve(nowMs, this.name)));
    }
    if (request.method === "HEAD" || this.#shelf.isRefused(key, nowMs)) return this.#bypass(next, request, nowMs);
    if (!stored?.mayServeWhileRevalidating(nowMs)) return this.#share({ next, request, key, stored });
    this.#looked("stale", nowMs);
    const reply = answer(request, stored.serve(nowMs, this.name));
    return this.#refreshing.has(key) ? immediate(reply) : this.#refreshBehind({ next, request, key, stored }, reply);
  }

  #bypass(next: Fetch, request: WebRequest, startedMs: number): Operation<WebReply> {
    this.#looked("bypass", startedMs);
    return next(request);
  }

  *#mutate(next: Fetch, request: WebRequest): Flow<WebReply> {
    const reply = yield* next(request);
    if (reply.status < 200 || reply.status >= 400) return reply;
    this.purge(request.path);
    const { location, "content-location": contentLocation } = reply.headers;
    if (location?.startsWith("/")) this.purge(location);
    if (contentLocation?.startsWith("/")) this.purge(contentLocation);
    return reply;
  }

  /** One request to the origin for all who miss together. */
  *#share(errand: Errand): Flow<WebReply> {
    let isLeader = false;
    let outcome: LookupOutcome = "miss";
    try {
      const fetched = yield* this.#flights.run(errand.key, () => {
        isLeader = true;
        return this.#ask(errand);
      });
      outcome = fetched.outcome;
      if (isLeader || fetched.isShared) return answer(errand.request, fetched.reply);
    } finally {
      this.#looked(outcome, this.#clock.nowMs());
    }
    return yield* errand.next(errand.request);
  }

  *#refreshBehind(errand: Errand, reply: WebReply): Flow<WebReply> {
    this.#refreshing.add(errand.key);
    yield* background(this.#refresh(errand), `a refresh by ${this.name}`);
    return reply;
  }

  *#refresh(errand: Errand): Flow<void> {
    try {
      yield* this.#flights.run(errand.key, () => this.#ask(errand));
    } catch (error) {
      rethrowHalt(error);
      this.#degraded("a refresh failed", error);
    } finally {
      this.#refreshing.delete(errand.key);
    }
  }

  /** Asks the origin, validating what is stored; what is stored stands in for an error if it may. */
  *#ask(errand: Errand): Flow<Fetched> {
    const { key, next, request, stored } = errand;
    const moment = { requestedAtMs: this.#clock.nowMs(), purgeCount: this.#shelf.purgeCount };
    const mark = this.#shelf.begin(key);
    try {
      const reply = yield* next(forwarded(request, stored));
      if (ERRORS.has(reply.status) && stored?.mayServeOnError(this.#clock.nowMs())) {
        return this.#insteadOfError(stored, `status ${reply.status}`);
      }
      const whole = stored && reply.status === 304 ? stored.updatedBy(reply) : reply;
      return { reply: whole, isShared: this.#keep(errand, whole, moment, mark), outcome: "miss" };
    } catch (error) {
      rethrowHalt(error);
      if (!stored?.mayServeOnError(this.#clock.nowMs())) throw error;
      return this.#insteadOfError(stored, error);
    } finally {
      this.#shelf.end(key, mark);
    }
  }

  #insteadOfError(stored: StoredReply, error: unknown): Fetched {
    this.#degraded("the origin failed", error);
    return { reply: stored.serve(this.#clock.nowMs(), this.name), isShared: true, outcome: "stale" };
  }

  /** @returns whether the reply may be used for others. */
  #keep(
    errand: Errand,
    reply: WebReply,
    moment: { requestedAtMs: number; purgeCount: number },
    mark: UnderWay,
  ): boolean {
    const { key, request: { path } } = errand;
    const freshness = isKeyable(reply) ? freshnessOf(reply, this.#defaults) : undefined;
    if (freshness === undefined) {
      if (reply.status < 500) this.#shelf.refuse(path, key, this.#clock.nowMs());
      return false;
    }
    if (!mark.isOutdated) this.#shelf.put(path, key, new StoredReply(reply, freshness, moment));
    return true;
  }

  #looked(outcome: LookupOutcome, startedMs: number): void {
    const latencyMs = this.#clock.nowMs() - startedMs;
    this.#probe.emit({ kind: "lookup", tier: this.name, outcome, latencyMs });
  }

  #degraded(what: string, error: unknown): void {
    const reason = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    this.#probe.emit({ kind: "degraded", component: this.name, reason });
  }
}

/** The request as it goes on: a whole reply is wanted whatever the client has, or none if ours is still right. */
function forwarded(request: WebRequest, stored: StoredReply | undefined): WebRequest {
  const etag = stored?.reply.headers.etag;
  const { headers } = request;
  const hasConditions = headers["if-none-match"] !== undefined || headers["if-modified-since"] !== undefined;
  if (etag === undefined && !hasConditions) return request;
  const { "if-none-match": _tags, "if-modified-since": _since, ...unconditional } = headers;
  return { ...request, headers: etag === undefined ? unconditional : { ...unconditional, "if-none-match": etag } };
}

function answer(request: WebRequest, reply: WebReply): WebReply {
  if (reply.status === 200 && isNotModified(request, reply.headers.etag)) {
    return notModified(request, reply, reply.servedBy);
  }
  return request.method === "HEAD" && reply.body !== undefined ? { ...reply, body: undefined } : reply;
}
