import type { HeaderFields, WebReply, WebRequest } from "../ports/http.ts";
import { SHOP_SIZE } from "../workload/shop_size.ts";
import { isWrite } from "../workload/action_kinds.ts";
import { PERSISTED_QUERIES } from "../workload/persisted_queries.ts";
import { imageFormatOf } from "../workload/image_format.ts";
import { IMAGE_FORMATS } from "../workload/image_variants.ts";
import { imagePath } from "../workload/image_path.ts";
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
    const items = mostByAction(schedule);
    this.#pages = items.map((most, action) =>
      new Array<undefined>((most + 1) * (action === PRODUCT_IMAGE ? FORMATS : 1)).fill(undefined)
    );
    this.#clients = new Array<undefined>(mostOf(schedule.client) + 1).fill(undefined);
  }

  /** The request with this index in the schedule, as it is sent now. */
  make(index: number): WebRequest {
    const { path, lastTag } = this.#page(index);
    const action = ACTIONS[this.#schedule.action[index]!]!;
    if (isWrite(action)) {
      const body = bodyOf(action, index, this.#schedule.item[index]!);
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
    const asked = this.#schedule.item[index]!;
    const client = this.#schedule.client[index]!;
    const pages = this.#pages[action]!;
    if (action === PRODUCT_IMAGE) {
      const format = imageFormatOf(client);
      return pages[asked * FORMATS + format] ??= { path: imagePath(asked, format), lastTag: undefined };
    }
    const item = fileOf(action, asked);
    return pages[item] ??= { path: pathOf(ACTIONS[action]!, item), lastTag: undefined };
  }

  #client(index: number): string {
    const client = this.#schedule.client[index]!;
    return this.#clients[client] ??= String(client);
  }
}

const PRODUCT_IMAGE = ACTIONS.indexOf("product-image");
const FORMATS = IMAGE_FORMATS.length;

/** The largest item that each action asks for. */
function mostByAction({ action, item }: Schedule): number[] {
  const most = ACTIONS.map(() => 0);
  for (let index = 0; index < item.length; index++) {
    most[action[index]!] = Math.max(most[action[index]!]!, item[index]!);
  }
  return most;
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
    case "product-image":
      return imagePath(item, 0);
    case "graphql":
      return `/graphql?query=${PERSISTED_QUERIES[item % PERSISTED_QUERIES.length]!}&id=${
        Math.floor(item / PERSISTED_QUERIES.length)
      }`;
    case "add-to-cart":
      return "/api/cart";
    case "change-stock":
      return `/api/stock/${item}`;
    case "image":
      return `/images/${item % SHOP_SIZE.images}`;
    case "read-orders":
    case "place-order":
    case "list-orders":
      throw new RangeError(`Cannot ask over HTTP: the action must be one of the application's: received ${action}`);
    default:
      return action satisfies never;
  }
}

/** What a write carries: it depends on the request alone, so that both worlds write the same. */
function bodyOf(action: Action, index: number, item: number): unknown {
  if (action === "add-to-cart") return { productId: item, quantity: 1 + (index % 3) };
  return action === "change-stock" ? { delta: index % 4 === 0 ? 20 : -1 } : { priceCents: 100 + (index % 50_000) };
}
