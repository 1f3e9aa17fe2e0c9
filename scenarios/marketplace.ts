import { poissonArrivals } from "../src/workload/arrivals.ts";
import { REQUESTS_A_VISIT, visit, type VisitRequest } from "../src/workload/marketplace_visits.ts";
import { Popularity } from "../src/workload/popularity.ts";
import type { Scenario } from "../src/workload/scenario.ts";
import type { OfflineSpan } from "../src/workload/schedule.ts";
import { ScheduleBuilder } from "../src/workload/schedule_builder.ts";
import { Zipf } from "../src/workload/zipf.ts";

const DURATION_MS = 900_000;
const PRODUCTS = 20_000;
/** So few that most come again within the run: what a browser keeps from last week is not seen otherwise. Assumed, 2026-11. */
const CLIENTS = 1500;
/** Stock and price changes a second, by sellers; assumed, 2026-11. */
const STOCK_RPS = 1;
const PRICE_RPS = 0.2;
/** Visits that begin so long before the run are in the middle of it: the rate is even from the first second. */
const BEFORE_MS = 600_000;
/** Sellers' client numbers lie above everybody else's. */
const FIRST_SELLER = 10_000;

/** Visits to a marketplace: pages with their files and images, GraphQL, carts, stock changes, and networks that are lost. */
export const marketplace: Scenario = {
  description:
    "visits of 6 pages with files, images and GraphQL by 1,500 returning clients, Zipf 0.9 over 20,000 products, 1 stock change a second",
  rateRps: 200,
  durationMs: DURATION_MS,
  build: (context) => {
    const durationMs = context.durationMs ?? DURATION_MS;
    const random = context.random.fork("visits");
    const popularity = new Popularity({ items: PRODUCTS, alpha: 0.9, random: context.random });
    const clients = new Zipf({ items: CLIENTS, alpha: 0.6 });
    const requests: VisitRequest[] = [];
    const offline: OfflineSpan[] = [];
    const arrivals = poissonArrivals(context.rateRps / REQUESTS_A_VISIT, context.random.fork("arrivals"));
    const visits = () => arrivals() - BEFORE_MS;
    for (let atMs = visits(); atMs < durationMs; atMs = visits()) {
      const made = visit({ atMs, client: clients.draw(random) }, { random, popularity });
      for (const request of made.requests) {
        if (request.atMs >= 0 && request.atMs < durationMs) requests.push(request);
      }
      offline.push(...made.offline);
    }
    for (const [action, rateRps] of [["change-stock", STOCK_RPS], ["update-product", PRICE_RPS]] as const) {
      const writes = poissonArrivals(rateRps, context.random.fork(action));
      for (let atMs = writes(); atMs < durationMs; atMs = writes()) {
        requests.push({ atMs, action, item: popularity.draw(atMs), client: FIRST_SELLER + random.below(2000) });
      }
    }
    // A stable sort: requests due together keep the order of their making.
    requests.sort((one, other) => one.atMs - other.atMs);
    const builder = new ScheduleBuilder({ random: context.random, mix: { ...EVERYONE, clients: CLIENTS } });
    for (const request of requests) builder.add(request);
    return builder.finish({ products: PRODUCTS, durationMs, offline });
  },
};

/** Today's browsers: they all take Brotli, and ask again only by their service worker. */
const EVERYONE = { conditionalShare: 0, gzipOnlyShare: 0, identityOnlyShare: 0 };
