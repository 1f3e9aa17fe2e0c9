import type { Random } from "../base/random.ts";
import { PERSISTED_QUERIES } from "./persisted_queries.ts";
import type { Popularity } from "./popularity.ts";
import { imageItem } from "./image_path.ts";
import type { Action, OfflineSpan } from "./schedule.ts";
import { SHOP_SIZE } from "./shop_size.ts";

/** One request of a visit. */
export interface VisitRequest {
  readonly atMs: number;
  readonly action: Action;
  readonly item: number;
  readonly client: number;
}

/** How visitors of a marketplace behave; all assumed, 2026-11. */
export const VISITS = {
  /** Pages of a visit: geometric with this mean. */
  pages: 6,
  /** Between two pages: exponential with this mean. */
  thinkMs: 15_000,
  /** Share of product pages; the others are category pages. */
  productShare: 0.65,
  /** Style sheets and scripts of every page, the same on all. */
  staticFiles: 8,
  /** Small pictures of a category page, thumbnails beside a product. */
  categoryImages: 12,
  thumbnails: 4,
  /** Product pages that load the next products by GraphQL, and that end in a cart. */
  relatedShare: 0.5,
  cartShare: 0.08,
  /** Queries that are too complex: somebody tries. */
  tooComplexShare: 0.005,
  /** Visits that lose their network once, and for how long. */
  offlineShare: 0.05,
  offlineMs: 30_000,
  /** From a page's request to those of its files. */
  filesAfterMs: { least: 200, most: 900 },
} as const;

/** Requests of a visit, on average. */
export const REQUESTS_A_VISIT = VISITS.pages * (
  1 + VISITS.staticFiles + (1 - VISITS.productShare) * VISITS.categoryImages +
  VISITS.productShare * (2 + VISITS.thumbnails + VISITS.relatedShare + VISITS.cartShare + VISITS.tooComplexShare)
);

/** One visit's requests in the order of their making, not of their times. */
export function visit(
  start: { readonly atMs: number; readonly client: number },
  world: { readonly random: Random; readonly popularity: Popularity },
): { requests: VisitRequest[]; offline: OfflineSpan[] } {
  const { random, popularity } = world;
  const { client } = start;
  const requests: VisitRequest[] = [];
  const offline: OfflineSpan[] = [];
  const add = (atMs: number, action: Action, item: number) => requests.push({ atMs, action, item, client });
  const { least, most } = VISITS.filesAfterMs;
  let atMs = start.atMs;
  for (let isLast = false; !isLast; isLast = random.chance(1 / VISITS.pages)) {
    const product = popularity.draw(start.atMs);
    const filesMs = atMs + least + random.unit() * (most - least);
    const isProduct = random.chance(VISITS.productShare);
    if (isProduct) add(atMs, "product-page", product);
    else add(atMs, "category", product % SHOP_SIZE.categories);
    for (let file = 0; file < VISITS.staticFiles; file++) add(filesMs + file, "static", file);
    if (isProduct) productRequests({ atMs, filesMs, product }, random, add);
    else {
      for (let image = 0; image < VISITS.categoryImages; image++) {
        add(
          filesMs + 10 + image,
          "product-image",
          imageItem((product % SHOP_SIZE.categories) + image * SHOP_SIZE.categories, "small"),
        );
      }
    }
    atMs += random.exponential(VISITS.thinkMs);
  }
  if (random.chance(VISITS.offlineShare)) {
    const fromMs = start.atMs + random.unit() * (atMs - start.atMs);
    offline.push({ client, fromMs, toMs: fromMs + VISITS.offlineMs });
  }
  return { requests, offline };
}

function productRequests(
  page: { atMs: number; filesMs: number; product: number },
  random: Random,
  add: (atMs: number, action: Action, item: number) => void,
): void {
  const { atMs, filesMs, product } = page;
  const queries = PERSISTED_QUERIES.length;
  add(filesMs + 10, "product-image", imageItem(product, "medium"));
  for (let next = 1; next <= VISITS.thumbnails; next++) {
    add(filesMs + 20 + next, "product-image", imageItem(product + next * SHOP_SIZE.categories, "thumbnail"));
  }
  add(filesMs + 30, "graphql", product * queries);
  if (random.chance(VISITS.relatedShare)) add(filesMs + 40, "graphql", product * queries + 1);
  if (random.chance(VISITS.tooComplexShare)) add(filesMs + 50, "graphql", product * queries + 2);
  if (random.chance(VISITS.cartShare)) add(atMs + 5000, "add-to-cart", product);
}
