import { rethrowHalt } from "../flow/halt.ts";
import type { Clock } from "../flow/clock.ts";
import { sleep } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import type { Fetch, WebRequest } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";

/** How often a write that fails is tried again, and how long until the first time, doubled each time; assumed, 2026-11. */
const MOST_TRIES = 5;
const FIRST_WAIT_MS = 1000;

/**
 * One client's writes that wait for a network, sent in their order when it is back: background sync (WICG Background
 * Synchronization). One that a server refuses (below 500) is over; one that fails is tried five times with growing pauses, then
 * given up and told.
 */
export class SyncQueue {
  readonly #clock: Clock;
  readonly #probe: Probe;
  readonly #send: Fetch;
  readonly #waiting: WebRequest[] = [];

  constructor(options: { clock: Clock; probe: Probe; send: Fetch }) {
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#send = options.send;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(request: WebRequest): void {
    this.#waiting.push(request);
  }

  /** Waits for the network, sends everything, what is added meanwhile too. @param onEmpty Called once nothing waits. */
  *drain(onlineAtMs: number, onEmpty: () => void): Flow<void> {
    yield* sleep(Math.max(0, onlineAtMs - this.#clock.nowMs()));
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      yield* this.#deliver(request);
    }
    onEmpty();
  }

  *#deliver(request: WebRequest): Flow<void> {
    let reason = "";
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      if (attempt > 0) yield* sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
      try {
        const { status } = yield* this.#send(request);
        if (status < 500 && status !== 429) return;
        reason = `status ${status}`;
      } catch (error) {
        rethrowHalt(error);
        reason = error instanceof Error ? error.name : "failed";
      }
    }
    this.#probe.emit({ kind: "degraded", component: "background-sync", reason: `a write was given up: ${reason}` });
  }
}
