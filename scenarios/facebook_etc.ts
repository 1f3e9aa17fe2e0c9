import { paretoBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";

/**
 * Facebook ETC, the general-purpose memcached pool: values generalised Pareto(0, 214.476, 0.348238) from 15 B, GET:SET
 * 30:1. Ours: 100,000 keys of Zipf 0.99, which the paper does not give; its gaps are Poisson here.
 */
export const facebookEtc = keyValueScenario({
  description: "Facebook ETC: memcached pool, small Pareto values, thirty reads to a write",
  source: "Atikoglu et al., SIGMETRICS 2012; read share and sizes as commonly cited",
  keys: 100_000,
  alpha: 0.99,
  getShare: 30 / 31,
  valueBytes: paretoBytes({ least: 15, scale: 214.476, shape: 0.348238 }),
});
