import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

const POPULAR = 20_000;
const PRODUCTS = 200_000;
/** The crawler's requests beside the visitors': as many again. */
const CRAWL_FACTOR = 2;

/** A crawler walks through products that nobody else asks for: what it leaves in a cache is of no use and pushes out what is. */
export const oneHitWonders: Scenario = {
  description:
    "visitors as usual; from a third of the run on a crawler asks as often as all of them, each product once",
  rateRps: 60,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const [fromMs, toMs] = [durationMs * 0.35, durationMs * 0.8];
    const isCrawled = (atMs: number) => atMs >= fromMs && atMs < toMs;
    let next = POPULAR;
    return mixedTraffic(context, {
      products: PRODUCTS,
      popular: POPULAR,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      rateFactorAt: (atMs) => isCrawled(atMs) ? CRAWL_FACTOR : 1,
      mostFactor: CRAWL_FACTOR,
      insteadAt: (atMs, draw) => {
        if (!isCrawled(atMs) || draw() < 1 / CRAWL_FACTOR) return undefined;
        const item = next;
        next = next + 1 < PRODUCTS ? next + 1 : POPULAR;
        return item;
      },
      bands: [{ name: "crawler", kind: "phase", fromMs, toMs }],
    });
  },
};
