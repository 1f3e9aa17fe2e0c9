import { mixedTraffic, SHOP_MIX } from "../src/workload/mixed_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

const FACTOR = 6;
/** Share of the crowd's requests for the few products it came for (Bodik et al., SoCC 2010, as commonly cited). */
const HOT_SHARE = 0.3;

/** A crowd comes within a tenth of the run for a few products that nobody asked for before, and leaves slowly. */
export const flashCrowd: Scenario = {
  description:
    "traffic rises sixfold within a minute, a third of it for three cold products, then halves every two minutes",
  rateRps: 30,
  durationMs: 600_000,
  build: (context) => {
    const durationMs = context.durationMs ?? 600_000;
    const rampMs = durationMs / 10;
    const startMs = durationMs * 0.3;
    const plateauMs = startMs + rampMs;
    const decayMs = plateauMs + durationMs * 0.2;
    const halfLifeMs = durationMs / 5;
    const crowdAt = (atMs: number) => {
      if (atMs < startMs) return 0;
      if (atMs < plateauMs) return (FACTOR - 1) * (atMs - startMs) / rampMs;
      return atMs < decayMs ? FACTOR - 1 : (FACTOR - 1) * 0.5 ** ((atMs - decayMs) / halfLifeMs);
    };
    return mixedTraffic(context, {
      products: 20_000,
      alpha: 0.9,
      churnPerHour: 0,
      durationMs,
      mix: SHOP_MIX,
      rateFactorAt: (atMs) => 1 + crowdAt(atMs),
      mostFactor: FACTOR,
      insteadAt: (atMs, draw) => {
        const crowd = crowdAt(atMs);
        const isForHot = draw() < HOT_SHARE * crowd / (1 + crowd);
        return isForHot ? 19_997 + Math.floor(draw() * 3) : undefined;
      },
      bands: [
        { name: "ramp", kind: "phase", fromMs: startMs, toMs: plateauMs },
        { name: "plateau", kind: "phase", fromMs: plateauMs, toMs: decayMs },
        { name: "decay", kind: "phase", fromMs: decayMs, toMs: durationMs },
      ],
    });
  },
};
