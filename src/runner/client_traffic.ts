import { LoadBooks } from "../adapters/live/load/load_books.ts";
import type { ErrorKind, LoadRecord } from "../adapters/live/load/load_record.ts";
import type { StockChannel } from "../client/stock_watch.ts";
import { clientTiers } from "../designs/edge_tiers.ts";
import type { Clock } from "../flow/clock.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { clientNumber } from "../http/client_number.ts";
import { pointsOfPresence } from "../http/points_of_presence.ts";
import { routeOf } from "../market/route.ts";
import type { ClientNetwork, Region } from "../ports/client_network.ts";
import type { Fetch, WebReply, WebRequest } from "../ports/http.ts";
import type { Schedule } from "../workload/schedule.ts";
import { ClientRequests } from "./client_requests.ts";
import { OpenLoop } from "./open_loop.ts";
import { Recorder, type RunRecord } from "./recorder.ts";

export interface ClientTrafficOptions {
  readonly schedule: Schedule;
  /** Starts with the load. */
  readonly clock: Clock;
  readonly network: ClientNetwork;
  /** Replies that one client keeps. */
  readonly entries: number;
  /** Where each region's requests go. What they throw counts as a failure of the kind that its `code` names. */
  readonly doors: ReadonlyMap<Region, Fetch>;
  /** Where clients hear of stock. */
  readonly channel: StockChannel;
  /** Width of the time series' windows. */
  readonly windowMs: number;
  readonly onProgress?: (sent: number) => void;
}

/** What clients saw. */
export interface ClientRecord {
  /** At their own end: replies, latencies, failures. */
  readonly load: LoadRecord;
  /** What their service workers and their way told. */
  readonly inside: RunRecord;
}

/** Tiers of ours that are caches. */
const CACHES: ReadonlySet<string> = new Set(["service-worker", "cdn", "l1", "l2", "query-cache"]);

/**
 * A schedule's requests as the design's own clients send them, open loop: each passes its client's service worker and way before it
 * reaches a door. The code of both is the simulation's.
 */
export class ClientTraffic {
  readonly #options: ClientTrafficOptions;
  readonly #requests: ClientRequests;
  readonly #loop: OpenLoop;
  readonly #fetch: Fetch;
  readonly #books: LoadBooks;
  readonly #recorder: Recorder;
  #underWay = 0;

  constructor(options: ClientTrafficOptions) {
    this.#options = options;
    const { schedule, clock, network, entries, doors, channel, windowMs, onProgress } = options;
    this.#requests = new ClientRequests(schedule);
    this.#books = new LoadBooks({ count: schedule.count, windowMs });
    this.#recorder = new Recorder({ clock, windowMs });
    const tiers = clientTiers({ entries }, { network, clock, probe: this.#recorder, channel });
    const door = pointsOfPresence(doors, (request) => network.regionOf(clientNumber(request)));
    this.#fetch = tiers.reduceRight<Fetch>((next, tier) => tier(next), door);
    const one = (index: number, intendedMs: number) => this.#one(index, intendedMs);
    this.#loop = new OpenLoop({ schedule, clock, one, what: "a client's request", onProgress });
  }

  /** Over when every reply has come. @returns how many requests were sent. */
  send(): Flow<number> {
    return this.#loop.run();
  }

  /** A connection was opened. */
  opened(): void {
    this.#books.opened();
  }

  /** A part beside the requests' way was lost. */
  lost(component: string): void {
    this.#recorder.emit({ kind: "degraded", component, reason: "lost" });
  }

  /** What has no reply yet counts as unfinished. */
  finish(): ClientRecord {
    const nowMs = this.#options.clock.nowMs();
    for (; this.#underWay > 0; this.#underWay--) {
      this.#books.failed({ kind: "unfinished", intendedMs: nowMs, endMs: nowMs, route: "other" });
    }
    return { load: this.#books.finish(nowMs), inside: this.#recorder.finish() };
  }

  #one(index: number, intendedMs: number): Operation<void> {
    const request = this.#requests.make(index);
    const sentMs = this.#options.clock.nowMs();
    this.#books.sent(intendedMs, sentMs);
    this.#underWay++;
    return chain(
      this.#fetch(request),
      (reply) => this.#answered(request, reply, { index, intendedMs, sentMs }),
      (error) => this.#failed(request, intendedMs, error),
    );
  }

  #answered(
    { path }: WebRequest,
    reply: WebReply,
    times: { index: number; intendedMs: number; sentMs: number },
  ): Operation<void> {
    const { status, body, servedBy } = reply;
    this.#books.answered({
      ...times,
      endMs: this.#options.clock.nowMs(),
      status,
      bodyBytes: body?.sizeBytes ?? 0,
      route: routeOf(path),
      attribution: { tier: servedBy, isHit: CACHES.has(servedBy) },
    });
    this.#requests.seen(times.index, reply);
    return this.#over();
  }

  #failed({ path }: WebRequest, intendedMs: number, error: unknown): Operation<void> {
    const kind = (error as { readonly code?: ErrorKind }).code ?? "reset";
    this.#books.failed({ kind, intendedMs, endMs: this.#options.clock.nowMs(), route: routeOf(path) });
    return this.#over();
  }

  #over(): Operation<void> {
    this.#underWay--;
    this.#loop.answered();
    return OVER;
  }
}

const OVER = immediate<void>(undefined);
