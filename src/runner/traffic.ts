import type { Clock } from "../flow/clock.ts";
import { chain, later } from "../flow/chain.ts";
import { immediate, park, sleep, spawn } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { Waiter } from "../flow/waiter.ts";
import { routeOf } from "../market/route.ts";
import type { Fetch, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import type { Schedule } from "../workload/schedule.ts";
import { ClientRequests } from "./client_requests.ts";

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

const PROGRESS_EVERY_MS = 1000;

/**
 * Sends a schedule's requests at their intended times, open loop: whoever is slow holds nobody back. Latency counts from the
 * intended time, so that a late start is not hidden (coordinated omission). The same code drives both worlds.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #requests: ClientRequests;
  #underWay = 0;
  #isStopped = false;
  #whenQuiet: Waiter<void> | undefined = undefined;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#requests = new ClientRequests(options.schedule);
  }

  /** Sends nothing more; what is under way is waited for. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Over when every reply has come. @returns how many requests were sent. */
  *send(): Flow<number> {
    const { schedule: { atMs, count }, clock, onProgress } = this.#options;
    const startedMs = clock.nowMs();
    let told = 0;
    let sent = 0;
    for (; sent < count; sent++) {
      const intendedMs = startedMs + atMs[sent]!;
      const waitMs = intendedMs - clock.nowMs();
      if (waitMs > 0) yield* sleep(waitMs);
      if (this.#isStopped) break;
      this.#underWay++;
      const index = sent;
      yield* spawn(later(() => this.#one(index, intendedMs)), "a request");
      if (onProgress && atMs[sent]! >= told + PROGRESS_EVERY_MS) {
        told = atMs[sent]!;
        onProgress(sent);
      }
    }
    if (this.#underWay > 0) yield* park<void>("the last replies", (waiter) => void (this.#whenQuiet = waiter));
    return sent;
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
    if (--this.#underWay === 0) this.#whenQuiet?.resume();
  }
}

const ANSWERED = immediate<void>(undefined);
