import type { CacheStrategy, FactoryContext, Served } from "../cache/strategy.ts";
import type { QueryAnswer } from "../database/optimizer.ts";
import { chain } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { clientNumber } from "../http/client_number.ts";
import type { ContentPort } from "../ports/content.ts";
import type { Body, Fetch, HeaderFields, Tier, WebReply, WebRequest } from "../ports/http.ts";
import type { Probe, Step } from "../ports/probe.ts";
import type { Row } from "../ports/sql_database.ts";
import { type Channels, inventoryTopic } from "./channels.ts";
import type { MarketData } from "./market_data.ts";
import { targetOf } from "./route.ts";
import { sellerOf } from "./sellers.ts";
import { SHOP_SQL } from "./shop_sql.ts";

/** What the marketplace runs on. */
export interface MarketplaceOptions {
  readonly cache: CacheStrategy;
  readonly data: MarketData;
  readonly content: ContentPort;
  readonly files: Fetch;
  readonly graphql: Fetch;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly probe: Probe;
  /** The framework's work around every request that is no file: routing, controller. */
  readonly framework: Tier;
  /** Rendering of a view, skipped when its fragment is cached. */
  readonly view: Tier;
}

const HTML = { "content-type": "text/html; charset=utf-8" };
const JSON_TYPE = { "content-type": "application/json" };
const TEXT = { "content-type": "text/plain; charset=utf-8" };

/**
 * Architecture B's application: pages from cached fragments, a REST API, GraphQL, carts, stock that is told on a channel.
 *
 *     GET /products/:id  GET /categories/:id  GET /api/products/:id  GET|POST /graphql
 *     POST /api/products/:id {"priceCents"}  POST /api/cart {"productId","quantity"}  POST /api/stock/:id {"delta"}
 *
 * Product pages do not show the stock: it comes over the channel, so a sale makes no page stale.
 */
export function createMarketplace(options: MarketplaceOptions): Fetch {
  const market = new Marketplace(options);
  const dynamic = options.framework((request) => market.dynamic(request));
  return (request) => {
    const { route } = targetOf(request.path);
    return route === "/static/*" || route === "/images/*" ? options.files(request) : dynamic(request);
  };
}

/** A rendered fragment; no body when there is no such item. */
interface Fragment {
  readonly body: Body | undefined;
}

class Marketplace {
  readonly #options: MarketplaceOptions;
  readonly #viewOf: Fetch;

  constructor(options: MarketplaceOptions) {
    this.#options = options;
    // A view's own time is a hop's, so it is a tier; a rendered fragment is no reply and passes beside it.
    this.#viewOf = options.view(() => immediate(RENDERED));
  }

  dynamic(request: WebRequest): Operation<WebReply> {
    const { route, id } = targetOf(request.path);
    if (route === "/graphql") return this.#options.graphql(request);
    if (request.path === "/health") {
      return immediate({ status: 204, headers: {}, body: undefined, servedBy: "application" });
    }
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (route === "/api/cart") return isRead ? this.#refuse(405, "POST only") : this.#addToCart(request);
    if (id === undefined || route === "other") return this.#refuse(404, `nothing at ${request.path}`);
    if (route === "/api/stock/:id") {
      return isRead ? this.#refuse(405, "POST only") : this.#changeStock(id, request.body);
    }
    if (!isRead) {
      return route === "/api/products/:id" ? this.#updatePrice(id, request.body) : this.#refuse(405, "GET only");
    }
    if (route === "/categories/:id") return this.#page(`category:${id}`, ["products"], HTML, () => this.#category(id));
    if (route === "/api/products/:id") {
      return this.#page(`api:${id}`, [`product:${id}`], JSON_TYPE, () => this.#product("json", id));
    }
    return this.#productPage(id);
  }

  #page(
    key: string,
    tags: readonly string[],
    headers: HeaderFields,
    make: () => Operation<Fragment>,
  ): Operation<WebReply> {
    const factory = (context: FactoryContext) => chain(make(), (fragment) => kept(fragment, context));
    const found = this.#options.cache.lookup<Fragment>(key, factory, { tags });
    return chain(found, (served) => this.#reply(served, headers));
  }

  /** As a page, with its steps told: Redis, and on a miss queries and view. */
  #productPage(id: number): Operation<WebReply> {
    const { clock, cache } = this.#options;
    const startedMs = clock.nowMs();
    const found = cache.lookup<Fragment>(`page:${id}`, (context) => {
      this.#tell("redis", startedMs);
      return chain(this.#product("product-page", id), (fragment) => kept(fragment, context));
    }, { tags: [`product:${id}`] });
    return chain(found, (served) => {
      if (served.servedBy !== "origin") this.#tell("redis", startedMs);
      return this.#reply(served, HTML);
    });
  }

  #product(template: "product-page" | "json", id: number): Operation<Fragment> {
    const { clock, content } = this.#options;
    const isPage = template === "product-page";
    const askedMs = clock.nowMs();
    return chain(this.#loadProduct(id), (answers) => {
      if (isPage) this.#tell("query", askedMs);
      if (answers === undefined) return immediate<Fragment>({ body: undefined });
      const { rows, sizeBytes } = joined(answers);
      const render = () => chain(content.render(template, rows, sizeBytes), (body) => immediate<Fragment>({ body }));
      return isPage ? chain(this.#viewOf(PAGE_VIEW), render) : render();
    });
  }

  #loadProduct(id: number): Operation<readonly QueryAnswer[] | undefined> {
    const shard = this.#options.data.shardOf(sellerOf(id));
    return chain(shard.executeWithStats(SHOP_SQL.product, [id], { tags: [`product:${id}`] }), (product) => {
      if (product.rows.length === 0) return immediate(undefined);
      return chain(
        shard.executeWithStats(SHOP_SQL.reviews, [id]),
        (reviews) =>
          chain(shard.executeWithStats(SHOP_SQL.categories), (categories) => immediate([product, reviews, categories])),
      );
    });
  }

  #category(id: number): Operation<Fragment> {
    const shard = this.#options.data.shardOf(id);
    return chain(shard.executeWithStats(SHOP_SQL.category, [id]), (products) => {
      if (products.rows.length === 0) return immediate<Fragment>({ body: undefined });
      const { rows, sizeBytes } = joined([products]);
      return chain(
        this.#viewOf(CATEGORY_VIEW),
        () =>
          chain(
            this.#options.content.render("category-page", rows, sizeBytes),
            (body) => immediate<Fragment>({ body }),
          ),
      );
    });
  }

  *#updatePrice(id: number, body: unknown): Flow<WebReply> {
    const priceCents = numberIn(body, "priceCents");
    if (priceCents === undefined || priceCents < 0) {
      return yield* this.#refuse(400, 'the body must be {"priceCents": a whole number from 0}');
    }
    const { cache, data } = this.#options;
    yield* data.shardOf(sellerOf(id)).executeWithStats(SHOP_SQL.updatePrice, [id, priceCents], { tags: [] });
    yield* cache.invalidateByTag([`product:${id}`, "products"]);
    return DONE;
  }

  *#addToCart(request: WebRequest): Flow<WebReply> {
    const productId = numberIn(request.body, "productId");
    const quantity = numberIn(request.body, "quantity");
    if (productId === undefined || productId < 0 || quantity === undefined || quantity < 1) {
      return yield* this.#refuse(400, 'the body must be {"productId": a product, "quantity": a whole number from 1}');
    }
    const { data, channels } = this.#options;
    const user = clientNumber(request);
    yield* data.user(user);
    yield* data.addToCart(user, productId, quantity);
    channels.publish(`cart:${user}`, { channel: "cart", userId: user });
    return DONE;
  }

  *#changeStock(id: number, body: unknown): Flow<WebReply> {
    const delta = numberIn(body, "delta");
    if (delta === undefined) return yield* this.#refuse(400, 'the body must be {"delta": a whole number}');
    const { data, channels } = this.#options;
    const quantity = yield* data.changeStock(id, delta);
    channels.publish(inventoryTopic(id), { channel: "inventory", productId: id, quantity });
    return DONE;
  }

  #reply({ value, servedBy }: Served<Fragment>, headers: HeaderFields): Operation<WebReply> {
    if (value.body === undefined) return this.#refuse(404, "no such item");
    const by = servedBy === "origin" ? "database" : servedBy;
    return immediate<WebReply>({ status: 200, headers, body: value.body, servedBy: by });
  }

  #tell(step: Step, sinceMs: number): void {
    const { clock, probe } = this.#options;
    probe.emit({ kind: "step", step, ms: clock.nowMs() - sinceMs });
  }

  #refuse(status: number, text: string): Operation<WebReply> {
    const content = new TextEncoder().encode(`${text}\n`);
    const body = { sizeBytes: content.length, content };
    return immediate<WebReply>({ status, headers: TEXT, body, servedBy: "application" });
  }
}

const DONE: WebReply = { status: 204, headers: {}, body: undefined, servedBy: "database" };
const RENDERED: WebReply = { status: 200, headers: {}, body: undefined, servedBy: "view" };
const PAGE_VIEW: WebRequest = { method: "GET", path: "/products/", headers: {} };
const CATEGORY_VIEW: WebRequest = { method: "GET", path: "/categories/", headers: {} };

function kept(fragment: Fragment, context: FactoryContext): Operation<Fragment> {
  context.sizeBytes = fragment.body?.sizeBytes ?? 0;
  // What is not there may be created by somebody else at any time.
  context.isCacheable = fragment.body !== undefined;
  return immediate(fragment);
}

function joined(answers: readonly QueryAnswer[]): { rows: readonly (readonly Row[])[]; sizeBytes: number } {
  return {
    rows: answers.map((answer) => answer.rows),
    sizeBytes: answers.reduce((sum, { stats }) => sum + stats.sizeBytes, 0),
  };
}

function numberIn(body: unknown, name: string): number | undefined {
  const value = typeof body === "object" && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e9 ? value : undefined;
}
