import type { CacheStrategy, FactoryContext, Served } from "../cache/strategy.ts";
import type { DatabaseOptimizer, QueryAnswer } from "../database/optimizer.ts";
import { chain } from "../flow/chain.ts";
import { immediate } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import type { ContentPort } from "../ports/content.ts";
import type { Fetch, HeaderFields, WebReply, WebRequest } from "../ports/http.ts";
import type { Row } from "../ports/sql_database.ts";
import { type Route, targetOf } from "./route.ts";
import { SHOP_SQL } from "./shop_sql.ts";

/** What the shop runs on. */
export interface ShopOptions {
  readonly cache: CacheStrategy;
  readonly optimizer: DatabaseOptimizer;
  readonly content: ContentPort;
  /** Static files and images; no cache of the application has a part in them. */
  readonly files: Fetch;
}

const HTML = { "content-type": "text/html; charset=utf-8" };
const JSON_TYPE = { "content-type": "application/json" };
const TEXT = { "content-type": "text/plain; charset=utf-8" };
const MOST_ENTRIES_KEPT = 50_000;

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
    const { route, id } = targetOf(request.path);
    if (route === "/static/*" || route === "/images/*") return this.#options.files(request);
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
    const { key, options } = productEntry(id);
    return this.#options.cache.lookup(key, (context) => this.#loadProduct(id, context), options);
  }

  #category(id: number): Operation<Served<Loaded>> {
    const { key, options } = categoryEntry(id);
    return this.#options.cache.lookup(key, (context) => this.#loadCategory(id, context), options);
  }

  #loadProduct(id: number, context: FactoryContext): Operation<Loaded> {
    const { optimizer } = this.#options;
    return chain(optimizer.executeWithStats(SHOP_SQL.product, [id], productEntry(id).options), (product) => {
      if (product.rows.length === 0) return loaded([], context);
      return chain(
        optimizer.executeWithStats(SHOP_SQL.reviews, [id]),
        (reviews) =>
          chain(
            optimizer.executeWithStats(SHOP_SQL.categories),
            (categories) => loaded([product, reviews, categories], context),
          ),
      );
    });
  }

  #loadCategory(id: number, context: FactoryContext): Operation<Loaded> {
    const { optimizer } = this.#options;
    return chain(
      optimizer.executeWithStats(SHOP_SQL.category, [id]),
      (products) =>
        chain(
          optimizer.executeWithStats(SHOP_SQL.categories),
          (categories) => loaded(products.rows.length === 0 ? [] : [products, categories], context),
        ),
    );
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

/** An item's key in the cache and what it is stored with. */
interface ItemEntry {
  readonly key: string;
  /** No time to live: it is the design's. */
  readonly options: { readonly tags: readonly string[] };
}

const productEntry = entryMaker((id) => ({
  key: `product:${id}`,
  options: { tags: [`product:${id}`] },
}));
const categoryEntry = entryMaker((id) => ({
  key: `category:${id}`,
  options: { tags: ["products"] },
}));

/** Texts made anew for each request would be hashed anew by each map they are looked up in: those of the first items are kept. */
function entryMaker(make: (id: number) => ItemEntry): (id: number) => ItemEntry {
  // Of its full length from the start: filled in no order, a growing array would turn into a hash table.
  const made = new Array<ItemEntry | undefined>(MOST_ENTRIES_KEPT).fill(undefined);
  return (id) => id < MOST_ENTRIES_KEPT ? made[id] ??= make(id) : make(id);
}

/** The answers to a page's queries, in their order; none when there is no such item. */
interface Loaded {
  readonly rows: readonly (readonly Row[])[];
  readonly sizeBytes: number;
}

function loaded(answers: readonly QueryAnswer[], context: FactoryContext): Operation<Loaded> {
  const rows = answers.map((answer) => answer.rows);
  let sizeBytes = 0;
  for (const { stats } of answers) sizeBytes += stats.sizeBytes;
  context.sizeBytes = sizeBytes;
  // What is not there may be created by somebody else at any time.
  context.isCacheable = rows.length > 0;
  return immediate({ rows, sizeBytes });
}

function priceOf(body: unknown): number | undefined {
  if (typeof body !== "object" || body === null || !("priceCents" in body)) return undefined;
  const { priceCents } = body;
  const isSound = typeof priceCents === "number" && Number.isInteger(priceCents) && priceCents >= 0 && priceCents < 1e9;
  return isSound ? priceCents : undefined;
}
