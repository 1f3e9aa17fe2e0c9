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
  /** By action and item, of their full length from the start: filled in no order, a growing array would turn into a hash table. */
  readonly #pages: (Page | undefined)[][];
  readonly #clients: (string | undefined)[];

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    const items = mostOf(schedule.item) + 1;
    this.#pages = ACTIONS.map(() => new Array<undefined>(items).fill(undefined));
    this.#clients = new Array<undefined>(mostOf(schedule.client) + 1).fill(undefined);
  }

  /** The request with this index in the schedule, as it is sent now. */
  make(index: number): WebRequest {
    const { path, lastTag } = this.#page(index);
    if (ACTIONS[this.#schedule.action[index]!] === "update-product") {
      // The price depends on the request alone, so that both worlds write the same.
      const body = { priceCents: 100 + (index % 50_000) };
      return { method: "POST", path, headers: { "x-client": this.#client(index) }, body };
    }
    return { method: "GET", path, headers: this.#headers(index, lastTag) };
  }

  /** Remembers what the client may ask with next time. */
  seen(index: number, reply: WebReply): void {
    const tag = reply.headers["etag"];
    if (tag !== undefined) this.#page(index).lastTag = tag;
  }

  #headers(index: number, lastTag: string | undefined): HeaderFields {
    const flags = this.#schedule.flags[index]!;
    const coding = flags & FLAG.gzipOnly ? CODINGS.gzipOnly : flags & FLAG.identityOnly ? CODINGS.none : CODINGS.all;
    const tag = flags & FLAG.conditional ? lastTag : undefined;
    const client = this.#client(index);
    return tag === undefined
      ? { "accept-encoding": coding, "x-client": client }
      : { "accept-encoding": coding, "x-client": client, "if-none-match": tag };
  }

  /** What is known of the page that a request asks for; found by number, without a look at the path's text. */
  #page(index: number): Page {
    const action = this.#schedule.action[index]!;
    const item = fileOf(action, this.#schedule.item[index]!);
    const pages = this.#pages[action]!;
    return pages[item] ??= { path: pathOf(ACTIONS[action]!, item), lastTag: undefined };
  }

  #client(index: number): string {
    const client = this.#schedule.client[index]!;
    return this.#clients[client] ??= String(client);
  }
}

/** Many products share an image. */
function fileOf(action: number, item: number): number {
  return ACTIONS[action] === "image" ? item % SHOP_SIZE.images : item;
}

function mostOf(column: Uint32Array): number {
  return column.reduce((most, value) => Math.max(most, value), 0);
}

interface Page {
  /** The very same text each time: a new one would be hashed anew by every map that it is looked up in. */
  readonly path: string;
  lastTag: string | undefined;
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
