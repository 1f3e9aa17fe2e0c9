import { quantileBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { CACHEBENCH } from "../src/workload/sources.ts";

/**
 * Meta CacheBench kvcache_reg: Small values, one get in seven for a key never repeated. Published: shares of gets and
 * lone gets, Zipf alpha fitted to the popularity file, quantiles of sizes. Ours: 100,000 keys instead of millions, sizes
 * log-linear between the quantiles.
 */
export const metaKvcacheReg = keyValueScenario({
  description: "Meta CacheBench kvcache_reg: small values, one get in seven for a key never repeated",
  source: CACHEBENCH,
  keys: 100_000,
  alpha: 0.96,
  getShare: 0.985,
  loneShare: 0.135,
  valueBytes: quantileBytes([[0.5, 175], [0.9, 207], [0.99, 975], [0.999, 13_000]]),
});
