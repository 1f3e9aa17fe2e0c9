import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** How far day and night are from the mean. */
const SWING = 0.7;

/** A day, pressed into the run: the night at a third of the mean, the evening at nearly twice of it, ranks changing all the time. */
export const diurnal: Scenario = {
  description: "a day in ten minutes: from 0.3 to 1.7 times the mean rate and back, one rank in five changes in it",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.2 * 3_600_000 / durationMs,
      durationMs,
      mix: SHOP_MIX,
      rateFactorAt: (atMs) => 1 - SWING * Math.cos(2 * Math.PI * atMs / durationMs),
      mostFactor: 1 + SWING,
      bands: [
        { name: "night", kind: "phase", fromMs: 0, toMs: durationMs / 4 },
        { name: "peak", kind: "phase", fromMs: durationMs * 0.4, toMs: durationMs * 0.6 },
      ],
    });
  },
};
