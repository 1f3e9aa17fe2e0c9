import { quantileBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { CACHEBENCH } from "../src/workload/sources.ts";

/**
 * Meta CacheBench kvcache_l2_reg: What is left for a second level behind a first. Published: shares of gets and lone
 * gets, Zipf alpha fitted to the popularity file, quantiles of sizes. Ours: 100,000 keys instead of millions, sizes log-
 * linear between the quantiles.
 */
export const metaKvcacheL2Reg = keyValueScenario({
  description: "Meta CacheBench kvcache_l2_reg: what is left for a second level behind a first",
  source: CACHEBENCH,
  keys: 100_000,
  alpha: 1.1,
  getShare: 1,
  valueBytes: quantileBytes([[0.5, 4_100], [0.9, 73_000], [0.99, 523_000]]),
});
