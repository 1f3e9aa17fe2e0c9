import type { WebRequest } from "../../../ports/http.ts";

/** The requests of a load, each with the time at which it is intended to be sent. */
export interface LoadRequests {
  readonly count: number;
  /** Ms since the start, not decreasing. */
  readonly atMs: Float64Array;
  /** The request with this index, as it is sent now. The same object again means the same bytes again. */
  make(index: number): WebRequest;
  /** A reply told its entity tag: what a client may ask with next time. */
  seen(index: number, etag: string): void;
  /** Groups requests in the result: "/products/:id". */
  routeOf(request: WebRequest): string;
}
