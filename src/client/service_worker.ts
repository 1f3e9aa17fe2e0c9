import { rethrowHalt } from "../flow/halt.ts";
import { chain } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { background, immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { clientNumber } from "../http/client_number.ts";
import type { ClientNetwork } from "../ports/client_network.ts";
import type { Fetch, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { LookupOutcome, Probe } from "../ports/probe.ts";
import { ARCHITECTURE_B_WORKER, type WorkerRule } from "./caching_rules.ts";
import { KeptReplies, type KeptReply } from "./kept_replies.ts";
import { SyncQueue } from "./sync_queue.ts";

/** What service workers are made of. */
export interface ServiceWorkerOptions {
  readonly network: ClientNetwork;
  readonly clock: Clock;
  readonly probe: Probe;
  /** Replies that one client keeps. */
  readonly entries: number;
  /** @default ARCHITECTURE_B_WORKER */
  readonly rules?: readonly WorkerRule[];
}

/** One client's state. */
interface Client {
  readonly kept: KeptReplies;
  readonly refreshing: Set<string>;
  /** Writes that wait for a network. */
  queue: SyncQueue | undefined;
}

const NAME = "service-worker";
const OFFLINE: WebReply = { status: 503, headers: {}, body: undefined, servedBy: "offline" };
const QUEUED: WebReply = { status: 202, headers: {}, body: undefined, servedBy: NAME };

/**
 * The service workers of all clients: each keeps replies of its own, answers without a network from what it keeps, and queues writes
 * until there is one again (background sync). A hit is a plain call.
 *
 * The browser's HTTP cache is folded into it: what a page loads before the worker controls it is found later too. A request without
 * network and without a kept reply is a 503 by "offline": what the visitor sees is an error. A write without network is
 * answered 202: it will be done.
 */
export function serviceWorker(options: ServiceWorkerOptions): Tier {
  const workers = new ServiceWorkers(options);
  return (next) => (request) => workers.answer(request, next);
}

class ServiceWorkers {
  readonly #options: ServiceWorkerOptions;
  readonly #rules: readonly WorkerRule[];
  readonly #clients = new Map<number, Client>();

  constructor(options: ServiceWorkerOptions) {
    this.#options = options;
    this.#rules = options.rules ?? ARCHITECTURE_B_WORKER;
  }

  answer(request: WebRequest, next: Fetch): Operation<WebReply> {
    const number = clientNumber(request);
    const client = this.#client(number);
    const offlineUntilMs = this.#options.network.offlineUntilMs(number);
    if (request.method !== "GET") return this.#write(request, client, offlineUntilMs, next);
    const rule = this.#rules.find(({ prefix }) => request.path.startsWith(prefix));
    if (rule === undefined || rule.strategy === "network-only") {
      return offlineUntilMs === undefined ? next(request) : immediate(OFFLINE);
    }
    const kept = this.#usable(client, request.path, rule);
    if (offlineUntilMs !== undefined) return this.#offline(kept);
    if (rule.strategy === "network-first") return this.#ask(request, client, next);
    if (kept === undefined) {
      this.#looked("miss");
      return this.#ask(request, client, next);
    }
    const isStale = rule.strategy === "stale-while-revalidate";
    this.#looked(isStale ? "stale" : "hit");
    return isStale ? this.#refreshBehind(request, { client, kept }, next) : immediate(kept.reply);
  }

  #offline(kept: KeptReply | undefined): Operation<WebReply> {
    this.#looked(kept === undefined ? "miss" : "hit");
    return immediate(kept?.reply ?? OFFLINE);
  }

  #write(
    request: WebRequest,
    client: Client,
    offlineUntilMs: number | undefined,
    next: Fetch,
  ): Operation<WebReply> {
    if (offlineUntilMs === undefined && client.queue === undefined) return next(request);
    if (client.queue !== undefined) {
      client.queue.add(request);
      return immediate(QUEUED);
    }
    const { clock, probe } = this.#options;
    const queue = new SyncQueue({ clock, probe, send: next });
    client.queue = queue;
    queue.add(request);
    const sync = queue.drain(offlineUntilMs!, () => client.queue = undefined);
    return chain(background(sync, "a background sync"), () => immediate(QUEUED));
  }

  #ask(request: WebRequest, client: Client, next: Fetch): Operation<WebReply> {
    return chain(next(request), (reply) => {
      this.#keep(request, client, reply);
      return immediate(reply);
    });
  }

  #refreshBehind(
    request: WebRequest,
    { client, kept }: { client: Client; kept: KeptReply },
    next: Fetch,
  ): Operation<WebReply> {
    const { path } = request;
    const given = immediate(kept.reply);
    if (client.refreshing.has(path)) return given;
    client.refreshing.add(path);
    return chain(
      background(this.#refresh(request, { client, kept }, next), "a refresh by a service worker"),
      () => given,
    );
  }

  *#refresh(request: WebRequest, { client, kept }: { client: Client; kept: KeptReply }, next: Fetch): Flow<void> {
    const { etag } = kept.reply.headers;
    try {
      const asked = etag === undefined
        ? request
        : { ...request, headers: { ...request.headers, "if-none-match": etag } };
      const reply = yield* next(asked);
      if (reply.status === 304) client.kept.set(request.path, kept.reply, this.#options.clock.nowMs());
      else this.#keep(request, client, reply);
    } catch (error) {
      rethrowHalt(error);
      const reason = error instanceof Error ? error.name : "a refresh failed";
      this.#options.probe.emit({ kind: "degraded", component: NAME, reason });
    } finally {
      client.refreshing.delete(request.path);
    }
  }

  /** A 304 is for a copy that the page's own script holds; it changes nothing here. What is gone is forgotten. */
  #keep(request: WebRequest, client: Client, reply: WebReply): void {
    if (reply.status === 404 || reply.status === 410) client.kept.delete(request.path);
    if (reply.status !== 200) return;
    client.kept.set(request.path, { ...reply, servedBy: NAME }, this.#options.clock.nowMs());
  }

  #usable(client: Client, path: string, rule: WorkerRule): KeptReply | undefined {
    const kept = client.kept.get(path);
    if (kept === undefined || this.#options.clock.nowMs() - kept.keptAtMs <= rule.maxAgeMs) return kept;
    client.kept.delete(path);
    return undefined;
  }

  #client(number: number): Client {
    let client = this.#clients.get(number);
    if (client === undefined) {
      client = { kept: new KeptReplies(this.#options.entries), refreshing: new Set(), queue: undefined };
      this.#clients.set(number, client);
    }
    return client;
  }

  #looked(outcome: LookupOutcome): void {
    this.#options.probe.emit({ kind: "lookup", tier: NAME, outcome, latencyMs: 0 });
  }
}
