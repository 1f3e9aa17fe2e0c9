import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 14: get 0.65, delete 0.22, set 0.13; production miss ratio 0.122, a day to live. Published: Zipf
 * alpha, shares of operations, mean value, one-hit wonders (their share of the objects times the objects a request).
 * Ours: 20,000 keys, all values of the mean size.
 */
export const twitterC14 = keyValueScenario({
  description: "Twitter cache cluster 14: a third writes and deletes: heavy on invalidation, alpha 1.30",
  source: TWITTER,
  keys: 20_000,
  alpha: 1.2959,
  getShare: 0.65,
  loneShare: 0.003,
  valueBytes: evenBytes(414),
});
