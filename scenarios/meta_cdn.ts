import { quantileBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { CACHEBENCH } from "../src/workload/sources.ts";

/**
 * Meta CacheBench cdn: Objects of 33 kB in the mean, flat popularity. Published: shares of gets and lone gets, Zipf
 * alpha fitted to the popularity file, quantiles of sizes. Ours: 100,000 keys instead of millions, sizes log-linear
 * between the quantiles.
 */
export const metaCdn = keyValueScenario({
  description: "Meta CacheBench cdn: objects of 33 kb in the mean, flat popularity",
  source: CACHEBENCH,
  keys: 100_000,
  alpha: 0.67,
  getShare: 0.991,
  loneShare: 0.009,
  valueBytes: quantileBytes([[0.5, 13_400], [0.9, 77_600], [0.99, 274_000], [0.999, 827_000]]),
});
