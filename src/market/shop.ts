import type { CacheStrategy, FactoryContext, Served } from "../cache/strategy.ts";
import type { DatabaseOptimizer } from "../database/optimizer.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { ContentPort } from "../ports/content.ts";
import type { Fetch, HeaderFields, WebReply, WebRequest } from "../ports/http.ts";
import type { Row } from "../ports/sql_database.ts";
import { SHOP_SQL } from "./shop_sql.ts";

/** What the shop runs on. */
export interface ShopOptions {
  readonly cache: CacheStrategy;
  readonly optimizer: DatabaseOptimizer;
  readonly content: ContentPort;
  /** Static files and images; no cache of the application has a part in them. */
  readonly files: Fetch;
}

/** The route of a path, for monitoring: a closed set. */
export type Route = "/products/:id" | "/api/products/:id" | "/categories/:id" | "/static/*" | "/images/*" | "other";

const HTML = { "content-type": "text/html; charset=utf-8" };
const JSON_TYPE = { "content-type": "application/json" };
const TEXT = { "content-type": "text/plain; charset=utf-8" };
/** Pages and JSON live in the second level for this long at most; architecture A: "TTL: 3-60 minutes". */
const PAGE_TTL_MS = 900_000;

/** The route that a path belongs to. */
export function routeOf(path: string): Route {
  if (path.startsWith("/products/")) return "/products/:id";
  if (path.startsWith("/api/products/")) return "/api/products/:id";
  if (path.startsWith("/categories/")) return "/categories/:id";
  if (path.startsWith("/static/")) return "/static/*";
  return path.startsWith("/images/") ? "/images/*" : "other";
}

/**
 * The application under test: product pages, their JSON, category pages, price changes.
 *
 *     GET /products/:id  GET /api/products/:id  GET /categories/:id  POST /api/products/:id {"priceCents": 1999}
 */
export function createShop(options: ShopOptions): Fetch {
  const shop = new Shop(options);
  return (request) => shop.fetch(request);
}

class Shop {
  readonly #options: ShopOptions;

  constructor(options: ShopOptions) {
    this.#options = options;
  }

  fetch(request: WebRequest): ReturnType<Fetch> {
    const route = routeOf(request.path);
    if (route === "/static/*" || route === "/images/*") return this.#options.files(request);
    const id = idOf(request.path);
    if (id === undefined || route === "other") return this.#refuse(404, `nothing at ${request.path}`);
    if (request.method === "GET" || request.method === "HEAD") return this.#read(route, id);
    if (request.method === "POST" && route === "/api/products/:id") return this.#updatePrice(id, request.body);
    return this.#refuse(405, `${request.method} is not for ${request.path}`);
  }

  #read(route: Route, id: number): Operation<WebReply> {
    if (route === "/categories/:id") return this.#page("category-page", HTML, this.#category(id));
    if (route === "/api/products/:id") return this.#page("json", JSON_TYPE, this.#product(id));
    return this.#page("product-page", HTML, this.#product(id));
  }

  #page(template: string, headers: HeaderFields, lookup: Operation<Served<Loaded>>): Operation<WebReply> {
    return chain(lookup, ({ value, servedBy }) => {
      if (value.rows.length === 0) return this.#refuse(404, "no such item");
      const by = servedBy === "origin" ? "database" : servedBy;
      const rendered = this.#options.content.render(template, value.rows, value.sizeBytes);
      return chain(rendered, (body) => immediate<WebReply>({ status: 200, headers, body, servedBy: by }));
    });
  }

  #product(id: number): Operation<Served<Loaded>> {
    const options = { tags: [`product:${id}`], ttlMs: PAGE_TTL_MS };
    return this.#options.cache.lookup(
      `product:${id}`,
      (context) => this.#filled(context, this.#loadProduct(id)),
      options,
    );
  }

  #category(id: number): Operation<Served<Loaded>> {
    const options = { tags: ["products"], ttlMs: PAGE_TTL_MS };
    return this.#options.cache.lookup(
      `category:${id}`,
      (context) => this.#filled(context, this.#loadCategory(id)),
      options,
    );
  }

  // A generator function made anew for each call would give each of its generators a shape of its own, which costs
  // microseconds: factories are arrows that call methods.
  *#filled(context: FactoryContext, load: Flow<Loaded>): Flow<Loaded> {
    const loaded = yield* load;
    context.sizeBytes = loaded.sizeBytes;
    // What is not there may be created by somebody else at any time.
    context.isCacheable = loaded.rows.length > 0;
    return loaded;
  }

  *#loadProduct(id: number): Flow<Loaded> {
    const { optimizer } = this.#options;
    const tags = [`product:${id}`];
    const product = yield* optimizer.executeWithStats(SHOP_SQL.product, [id], { tags });
    if (product.rows.length === 0) return NOTHING;
    const reviews = yield* optimizer.executeWithStats(SHOP_SQL.reviews, [id]);
    const categories = yield* optimizer.executeWithStats(SHOP_SQL.categories);
    return joined([product, reviews, categories]);
  }

  *#loadCategory(id: number): Flow<Loaded> {
    const products = yield* this.#options.optimizer.executeWithStats(SHOP_SQL.category, [id]);
    const categories = yield* this.#options.optimizer.executeWithStats(SHOP_SQL.categories);
    return products.rows.length === 0 ? NOTHING : joined([products, categories]);
  }

  /**
   * Writes, then invalidates by tag: architecture A, "Cache Invalidation Strategy". The strategy and the query cache share one
   * table of tags, so one call reaches L1, L2 and the query cache of every instance; the write itself raises none.
   */
  *#updatePrice(id: number, body: unknown): Flow<WebReply> {
    const priceCents = priceOf(body);
    if (priceCents === undefined) {
      return yield* this.#refuse(
        400,
        'Cannot change the price: the body must be {"priceCents": a whole number from 0}',
      );
    }
    const tags = [`product:${id}`, "products"];
    yield* this.#options.optimizer.executeWithStats(SHOP_SQL.updatePrice, [id, priceCents], { tags: [] });
    yield* this.#options.cache.invalidateByTag(tags);
    return { status: 204, headers: {}, body: undefined, servedBy: "database" };
  }

  #refuse(status: number, text: string) {
    const content = new TextEncoder().encode(`${text}\n`);
    return immediate<WebReply>({
      status,
      headers: TEXT,
      body: { sizeBytes: content.length, content },
      servedBy: "application",
    });
  }
}

/** The answers to a page's queries, in their order; none when there is no such item. */
interface Loaded {
  readonly rows: readonly (readonly Row[])[];
  readonly sizeBytes: number;
}

const NOTHING: Loaded = { rows: [], sizeBytes: 0 };

function joined(answers: readonly { rows: readonly Row[]; stats: { sizeBytes: number } }[]): Loaded {
  return {
    rows: answers.map((answer) => answer.rows),
    sizeBytes: answers.reduce((sum, answer) => sum + answer.stats.sizeBytes, 0),
  };
}

function idOf(path: string): number | undefined {
  const end = path.indexOf("?");
  const text = path.slice(path.lastIndexOf("/", end < 0 ? undefined : end) + 1, end < 0 ? undefined : end);
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function priceOf(body: unknown): number | undefined {
  if (typeof body !== "object" || body === null || !("priceCents" in body)) return undefined;
  const { priceCents } = body;
  const isSound = typeof priceCents === "number" && Number.isInteger(priceCents) && priceCents >= 0 && priceCents < 1e9;
  return isSound ? priceCents : undefined;
}
