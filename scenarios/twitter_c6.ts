import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 6: production miss ratio 0.027, times to live spread from 490 to 596 s. Published: Zipf alpha, shares
 * of operations, mean value, one-hit wonders (their share of the objects times the objects a request). Ours: 20,000
 * keys, all values of the mean size.
 */
export const twitterC6 = keyValueScenario({
  description: "Twitter cache cluster 6: 98 % reads, alpha 1.88, jittered lives in production",
  source: TWITTER,
  keys: 20_000,
  alpha: 1.882,
  getShare: 0.98,
  valueBytes: evenBytes(252),
});
