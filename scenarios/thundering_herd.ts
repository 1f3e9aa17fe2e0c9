import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

const BURST_FACTOR = 10;
const BURST_MS = 1500;
const BURSTS = 5;
const HOT = 0;
const WRITE_MIX = { "update-product": 1 };

/** Again and again one product changes and everybody asks for it at once: does one query answer them all, or does each make its own? */
export const thunderingHerd: Scenario = {
  description:
    "five times in the run one product changes and, before anybody has it again, ten times the traffic wants it",
  rateRps: 60,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const burstMs = Math.min(BURST_MS, durationMs / 100);
    const starts = Array.from({ length: BURSTS }, (_, index) => durationMs * (0.3 + index * 0.12));
    const sinceBurst = (atMs: number) => {
      const start = starts.findLast((one) => one <= atMs);
      return start === undefined || atMs - start >= burstMs ? undefined : atMs - start;
    };
    let changed = -1;
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0,
      durationMs,
      mix: SHOP_MIX,
      // The first request of each burst is the change, the rest want the page.
      mixAt: (atMs) => {
        if (sinceBurst(atMs) === undefined) return undefined;
        const burst = starts.findLastIndex((one) => one <= atMs);
        if (burst === changed) return PAGE_MIX;
        changed = burst;
        return WRITE_MIX;
      },
      rateFactorAt: (atMs) => sinceBurst(atMs) === undefined ? 1 : BURST_FACTOR,
      mostFactor: BURST_FACTOR,
      insteadAt: (atMs) => sinceBurst(atMs) === undefined ? undefined : HOT,
      bands: starts.map((fromMs) => ({ name: "herd", kind: "phase", fromMs, toMs: fromMs + burstMs })),
    });
  },
};

const PAGE_MIX = { "product-page": 1 };
