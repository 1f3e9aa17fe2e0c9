import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 12: production miss ratio 0.006, 300 s to live; one-hit wonders 81.43 % of 79.45 objects in 100
 * requests. Published: Zipf alpha, shares of operations, mean value, one-hit wonders (their share of the objects times
 * the objects a request). Ours: 20,000 keys, all values of the mean size.
 */
export const twitterC12 = keyValueScenario({
  description: "Twitter cache cluster 12: 80 % writes, most keys never seen again, alpha 0.30",
  source: TWITTER,
  keys: 20_000,
  alpha: 0.3048,
  getShare: 0.2,
  loneShare: 0.647,
  valueBytes: evenBytes(1030),
});
