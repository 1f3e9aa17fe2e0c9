import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 2: production miss ratio 0.0017, times to live of 4 and 2 days. Published: Zipf alpha, shares of
 * operations, mean value, one-hit wonders (their share of the objects times the objects a request). Ours: 20,000 keys,
 * all values of the mean size.
 */
export const twitterC2 = keyValueScenario({
  description: "Twitter cache cluster 2: nothing but reads of tiny values, alpha 1.49",
  source: TWITTER,
  keys: 20_000,
  alpha: 1.4908,
  getShare: 1,
  valueBytes: evenBytes(68),
});
