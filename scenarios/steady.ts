import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** Even traffic on every route: what a normal hour looks like. */
export const steady: Scenario = {
  description: "mixed routes at an even rate, Zipf 0.9 over 20,000 products, 5 % of the ranks change hands in an hour",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) =>
    mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs: context.durationMs ?? 600_000,
      mix: SHOP_MIX,
    }),
};
