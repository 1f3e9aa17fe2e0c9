import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** Everything empty and full traffic at once: how long do the caches take to help? */
export const coldStart: Scenario = {
  description: "full traffic from the first second on empty caches, Zipf 1.1 over 5,000 products",
  rateRps: 150,
  durationMs: 180_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 180_000;
    return mixedTraffic(context, {
      products: 5000,
      alpha: 1.1,
      churnPerHour: 0,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "warm-up", kind: "phase", fromMs: 0, toMs: Math.min(30_000, durationMs) }],
    });
  },
};
