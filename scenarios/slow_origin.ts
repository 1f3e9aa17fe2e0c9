import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** Every application instance takes 800 ms longer: who is shielded from its own origin? */
export const slowOrigin: Scenario = {
  description: "even traffic; for a fifth of the run every application instance takes 800 ms longer",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const atMs = durationMs * 0.4;
    const untilMs = atMs + durationMs / 5;
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "origin slow", kind: "fault", fromMs: atMs, toMs: untilMs }],
      incidents: [{ kind: "slow", target: "origin", delayMs: 800, atMs, untilMs }],
    });
  },
};
