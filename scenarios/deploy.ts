import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** A release: all instances start anew at the same time, so every L1 is empty at once. */
export const deploy: Scenario = {
  description: "even traffic; half way through, every instance restarts and all their memory caches are empty at once",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const atMs = durationMs / 2;
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "deploy: memory caches empty", kind: "fault", fromMs: atMs, toMs: atMs + durationMs / 20 }],
      incidents: [{ kind: "restart", atMs }],
    });
  },
};
