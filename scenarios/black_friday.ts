import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

const DEALS = 5;
const PRODUCTS = 20_000;
/** Times the usual rate: from the opening on, and in the rush for the deals (assumed, 2026-11). */
const OPEN_FACTOR = 3;
const RUSH_FACTOR = 10;
/** Writes are 3 % of the requests on the day, 10 % in the rush: carts and stock, most of them of the deals. */
const DAY_MIX = { ...SHOP_MIX, "update-product": 0.03 };
const RUSH_MIX = { ...SHOP_MIX, "update-product": 0.1 };
/** At the opening the prices of the whole shop change. */
const REPRICING_MIX = { ...SHOP_MIX, "update-product": 1 };

/** A ramp to the opening, a mass change of prices, then a rush for five cold products whose stock changes with every sale. */
export const blackFriday: Scenario = {
  description:
    "ramp to 3x at the opening, prices change in bulk, then a 10x rush for five cold deals whose stock is written all the time",
  rateRps: 20,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const [rampMs, openMs, rushMs, afterMs] = [0.3, 0.4, 0.6, 0.75].map((share) => share * durationMs) as [
      number,
      number,
      number,
      number,
    ];
    const repricedMs = openMs + durationMs / 100;
    const isRush = (atMs: number) => atMs >= rushMs && atMs < afterMs;
    return mixedTraffic(context, {
      products: PRODUCTS,
      popular: PRODUCTS - DEALS,
      alpha: 0.9,
      churnPerHour: 0,
      durationMs,
      mix: SHOP_MIX,
      mixAt: (atMs) =>
        atMs < openMs ? undefined : atMs < repricedMs ? REPRICING_MIX : isRush(atMs) ? RUSH_MIX : DAY_MIX,
      rateFactorAt: (atMs) => {
        if (atMs < rampMs) return 1;
        if (atMs < openMs) return 1 + (OPEN_FACTOR - 1) * (atMs - rampMs) / (openMs - rampMs);
        return isRush(atMs) ? RUSH_FACTOR : OPEN_FACTOR;
      },
      mostFactor: RUSH_FACTOR,
      insteadAt: (atMs, draw) =>
        isRush(atMs) && draw() < 0.3 ? PRODUCTS - DEALS + Math.floor(draw() * DEALS) : undefined,
      bands: [
        { name: "ramp", kind: "phase", fromMs: rampMs, toMs: openMs },
        { name: "prices change", kind: "phase", fromMs: openMs, toMs: repricedMs },
        { name: "rush for deals", kind: "phase", fromMs: rushMs, toMs: afterMs },
      ],
    });
  },
};
