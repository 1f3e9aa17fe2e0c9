import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 4: production miss ratio 0.394 at times to live of 60 s to a day; one-hit wonders 29.33 % of 3.77
 * objects in 100 requests. Published: Zipf alpha, shares of operations, mean value, one-hit wonders (their share of the
 * objects times the objects a request). Ours: 20,000 keys, all values of the mean size.
 */
export const twitterC4 = keyValueScenario({
  description: "Twitter cache cluster 4: 93 % reads of 2.4 kB, alpha 1.10, short lives in production",
  source: TWITTER,
  keys: 20_000,
  alpha: 1.1004,
  getShare: 0.93,
  loneShare: 0.011,
  valueBytes: evenBytes(2439),
});
