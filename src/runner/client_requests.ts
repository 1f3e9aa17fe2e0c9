import type { HeaderFields, WebReply, WebRequest } from "../ports/http.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";
import { type Action, ACTIONS, FLAG, type Schedule } from "../workload/schedule.ts";

const CODINGS = { all: "gzip, deflate, br", gzipOnly: "gzip", none: "identity" };

/**
 * Makes the requests of a schedule as clients send them. A client that asks whether its copy still holds uses the entity tag
 * that was last seen for the path.
 */
export class ClientRequests {
  readonly #schedule: Schedule;
  readonly #lastTag = new Map<string, string>();
  readonly #paths = Object.fromEntries(ACTIONS.map((action) => [action, new Map()])) as Record<
    Action,
    Map<number, string>
  >;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** The request with this index in the schedule, as it is sent now. */
  make(index: number): WebRequest {
    const action = ACTIONS[this.#schedule.action[index]!]!;
    const item = this.#schedule.item[index]!;
    const path = this.#path(action, item);
    if (action === "update-product") {
      // The price depends on the request alone, so that both worlds write the same.
      const body = { priceCents: 100 + (index % 50_000) };
      return { method: "POST", path, headers: { "x-client": this.#client(index) }, body };
    }
    return { method: "GET", path, headers: this.#headers(index, path) };
  }

  /** Remembers what the client may ask with next time. */
  seen(request: WebRequest, reply: WebReply): void {
    const tag = reply.headers["etag"];
    if (tag !== undefined) this.#lastTag.set(request.path, tag);
  }

  #headers(index: number, path: string): HeaderFields {
    const flags = this.#schedule.flags[index]!;
    const coding = flags & FLAG.gzipOnly ? CODINGS.gzipOnly : flags & FLAG.identityOnly ? CODINGS.none : CODINGS.all;
    const tag = flags & FLAG.conditional ? this.#lastTag.get(path) : undefined;
    const client = this.#client(index);
    return tag === undefined
      ? { "accept-encoding": coding, "x-client": client }
      : { "accept-encoding": coding, "x-client": client, "if-none-match": tag };
  }

  /** The very same text each time: a new one would be hashed anew by every map that it is looked up in. */
  #path(action: Action, item: number): string {
    const paths = this.#paths[action];
    let path = paths.get(item);
    if (path === undefined) paths.set(item, path = pathOf(action, item));
    return path;
  }

  #client(index: number): string {
    return String(this.#schedule.client[index]!);
  }
}

/** The path of an action on an item. */
export function pathOf(action: Action, item: number): string {
  switch (action) {
    case "product-page":
      return `/products/${item}`;
    case "product-json":
    case "update-product":
      return `/api/products/${item}`;
    case "category":
      return `/categories/${item}`;
    case "static":
      return `/static/${item}`;
    case "image":
      return `/images/${item % SHOP_SIZE.images}`;
    default:
      return action satisfies never;
  }
}
