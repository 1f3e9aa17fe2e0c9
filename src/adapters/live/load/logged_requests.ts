import { memoised } from "../../../base/memoised.ts";
import type { Method, WebRequest } from "../../../ports/http.ts";
import type { LoadRequests } from "./load_requests.ts";

/** Requests of a log in columns: plain data, so that it can cross to a worker. */
export interface LoggedColumns {
  readonly atMs: Float64Array;
  /** Index into `targets`. */
  readonly target: Uint32Array;
  /** 1: asked with the last entity tag of the path, when there is one. */
  readonly isConditional: Uint8Array;
  /** "GET /path?query" */
  readonly targets: readonly string[];
}

/** What today's browsers send (RFC 9110, 12.5.3); tierlab's clients ask for the codings that tierlab knows. */
const HEADERS = { "accept": "*/*", "accept-encoding": "gzip, deflate, br", "user-agent": "tierlab" };

/** Sends a log's requests. */
export class LoggedRequests implements LoadRequests {
  readonly count: number;
  readonly atMs: Float64Array;
  readonly #columns: LoggedColumns;
  readonly #requests: readonly WebRequest[];
  readonly #tags = new Map<string, string>();

  constructor(columns: LoggedColumns) {
    this.#columns = columns;
    this.count = columns.atMs.length;
    this.atMs = columns.atMs;
    this.#requests = columns.targets.map((target) => {
      const space = target.indexOf(" ");
      return { method: target.slice(0, space) as Method, path: target.slice(space + 1), headers: HEADERS };
    });
  }

  make(index: number): WebRequest {
    const request = this.#requests[this.#columns.target[index]!]!;
    const tag = this.#columns.isConditional[index] === 1 ? this.#tags.get(request.path) : undefined;
    return tag === undefined ? request : { ...request, headers: { ...HEADERS, "if-none-match": tag } };
  }

  seen(index: number, etag: string): void {
    this.#tags.set(this.#requests[this.#columns.target[index]!]!.path, etag);
  }

  /** The first part of the path: a result has room for a dozen routes, not for every page. */
  routeOf({ path }: WebRequest): string {
    return routeOfPath(path);
  }
}

/** `/`, `/about`, `/blog/*` */
const routeOfPath = memoised(20_000, (path) => {
  const [, first = "", rest] = /^\/([^/?]*)(\/[^?])?/.exec(path) ?? [];
  return rest === undefined ? `/${first}` : `/${first}/*`;
});
