import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 29: get 0.86, set 0.13; production miss ratio 0.224, times to live of one and two hours. Published:
 * Zipf alpha, shares of operations, mean value, one-hit wonders (their share of the objects times the objects a
 * request). Ours: 20,000 keys, all values of the mean size.
 */
export const twitterC29 = keyValueScenario({
  description: "Twitter cache cluster 29: 86 % reads of 0.8 kB, alpha 1.23",
  source: TWITTER,
  keys: 20_000,
  alpha: 1.2323,
  getShare: 0.86,
  loneShare: 0.01,
  valueBytes: evenBytes(799),
});
