import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** The data centre of instances, shared cache and database is cut off: only what stands in front of it can answer. */
export const regionLoss: Scenario = {
  description: "even traffic; the region of application, shared cache and database is lost for a tenth of the run",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const atMs = durationMs * 0.4;
    const untilMs = atMs + durationMs / 10;
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "region lost", kind: "fault", fromMs: atMs, toMs: untilMs }],
      incidents: [{ kind: "kill", target: "region", atMs, untilMs }],
    });
  },
};
