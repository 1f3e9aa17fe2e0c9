import type { Clock } from "../flow/clock.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { routeOf } from "../market/route.ts";
import type { Fetch, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import type { Schedule } from "../workload/schedule.ts";
import { ClientRequests } from "./client_requests.ts";
import { OpenLoop } from "./open_loop.ts";

export interface TrafficOptions {
  readonly schedule: Schedule;
  readonly clock: Clock;
  /** The front door: a stack in a simulation, a connection to a server live. */
  readonly fetch: Fetch;
  readonly probe: Probe;
  /** Told of each product page that came. */
  readonly onPage?: (page: { latencyMs: number; sizeBytes: number }) => void;
  /** Told from time to time how many requests were sent. */
  readonly onProgress?: (sent: number) => void;
}

/**
 * Sends a schedule's requests at their intended times, open loop: whoever is slow holds nobody back. Latency counts from the
 * intended time, so that a late start is not hidden (coordinated omission). The same code drives both worlds.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #requests: ClientRequests;
  readonly #loop: OpenLoop;

  constructor(options: TrafficOptions) {
    this.#options = options;
    const { schedule, clock, onProgress } = options;
    this.#requests = new ClientRequests(schedule);
    const one = (index: number, intendedMs: number) => this.#one(index, intendedMs);
    this.#loop = new OpenLoop({ schedule, clock, one, what: "a request", onProgress });
  }

  /** Sends nothing more; what is under way is waited for. */
  stop(): void {
    this.#loop.stop();
  }

  /** Over when every reply has come. @returns how many requests were sent. */
  send(): Flow<number> {
    return this.#loop.run();
  }

  #one(index: number, intendedMs: number): Operation<void> {
    const request = this.#requests.make(index);
    return chain(this.#options.fetch(request), (reply) => {
      this.#answered(index, request, reply, intendedMs);
      return ANSWERED;
    });
  }

  #answered(index: number, request: WebRequest, reply: WebReply, intendedMs: number): void {
    const { clock, probe, onPage } = this.#options;
    const latencyMs = Math.max(0, clock.nowMs() - intendedMs);
    const sizeBytes = reply.body?.sizeBytes ?? 0;
    const route = routeOf(request.path);
    const { status, servedBy } = reply;
    probe.emit({ kind: "reply", at: "front", route, status, latencyMs, sizeBytes, servedBy });
    this.#requests.seen(index, reply);
    if (route === "/products/:id" && status < 400) onPage?.({ latencyMs, sizeBytes });
    this.#loop.answered();
  }
}

const ANSWERED = immediate<void>(undefined);
