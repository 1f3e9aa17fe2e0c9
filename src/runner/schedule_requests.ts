import type { LoadRequests } from "../adapters/live/load/load_requests.ts";
import { routeOf } from "../market/route.ts";
import type { WebRequest } from "../ports/http.ts";
import type { Schedule } from "../workload/schedule.ts";
import { ClientRequests } from "./client_requests.ts";

/** A schedule's requests for the load generator, made by the very code that makes them in a simulation. */
export class ScheduleRequests implements LoadRequests {
  readonly count: number;
  readonly atMs: Float64Array;
  readonly #requests: ClientRequests;

  constructor(schedule: Schedule) {
    this.count = schedule.count;
    this.atMs = schedule.atMs;
    this.#requests = new ClientRequests(schedule);
  }

  make(index: number): WebRequest {
    return this.#requests.make(index);
  }

  seen(index: number, etag: string): void {
    this.#requests.seen(index, { status: 200, headers: { etag }, body: undefined, servedBy: "" });
  }

  routeOf(request: WebRequest): string {
    return routeOf(request.path);
  }
}
