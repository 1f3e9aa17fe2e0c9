import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** The shared cache dies and its successor starts empty; Sentinel takes about half a minute (assumed: down-after of 30 s). */
export const redisFailover: Scenario = {
  description: "even traffic; the shared cache dies, half a minute later an empty one takes over",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const atMs = durationMs * 0.4;
    const untilMs = Math.min(durationMs, atMs + Math.min(30_000, durationMs / 10));
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "shared cache away", kind: "fault", fromMs: atMs, toMs: untilMs }],
      incidents: [{ kind: "kill", target: "l2", atMs, untilMs }],
    });
  },
};
