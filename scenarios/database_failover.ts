import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** The primary dies; a standby is promoted after some twenty seconds (assumed). */
export const databaseFailover: Scenario = {
  description: "even traffic; the database primary dies, twenty seconds later a standby takes its place",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const atMs = durationMs * 0.4;
    const untilMs = Math.min(durationMs, atMs + Math.min(20_000, durationMs / 10));
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "primary away", kind: "fault", fromMs: atMs, toMs: untilMs }],
      incidents: [{ kind: "kill", target: "database-primary", atMs, untilMs }],
    });
  },
};
