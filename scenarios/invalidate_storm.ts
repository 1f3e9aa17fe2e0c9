import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

const STORM_MIX = { ...SHOP_MIX, "update-product": 0.5 };

/** An import touches product after product: a third of all requests are writes, each of which ends what is cached of a product. */
export const invalidateStorm: Scenario = {
  description: "even traffic; for three tenths of the run an import writes popular products, one request in three",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const [fromMs, toMs] = [durationMs * 0.4, durationMs * 0.7];
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      mixAt: (atMs) => atMs >= fromMs && atMs < toMs ? STORM_MIX : undefined,
      bands: [{ name: "writes invalidate", kind: "phase", fromMs, toMs }],
    });
  },
};
