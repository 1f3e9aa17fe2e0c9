import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

/** A release doubles the payloads and makes the query of categories 400 ms slower; it is rolled back after a third of the run. */
export const badDeploy: Scenario = {
  description: "even traffic; a release doubles every page and makes one query slow, until it is rolled back",
  rateRps: 100,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const atMs = durationMs * 0.4;
    const untilMs = atMs + durationMs / 3;
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0.05,
      durationMs,
      mix: SHOP_MIX,
      bands: [{ name: "bad release", kind: "fault", fromMs: atMs, toMs: untilMs }],
      incidents: [{ kind: "release", payloadFactor: 2, slowQueryMs: 400, atMs, untilMs }],
    });
  },
};
