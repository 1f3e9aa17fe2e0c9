import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { TWITTER } from "../src/workload/sources.ts";

/**
 * Twitter cluster 10: get 0.50, add 0.50: every get misses and is followed by an add, which is the cache's own fill
 * here. Production miss ratio 0.9925, every key twice. Published: Zipf alpha, shares of operations, mean value, one-hit
 * wonders (their share of the objects times the objects a request). Ours: 20,000 keys, all values of the mean size.
 */
export const twitterC10 = keyValueScenario({
  description: "Twitter cache cluster 10: keys asked for once and never again: no cache can help",
  source: TWITTER,
  keys: 20_000,
  alpha: 0,
  getShare: 1,
  loneShare: 1,
  valueBytes: evenBytes(2333),
});
