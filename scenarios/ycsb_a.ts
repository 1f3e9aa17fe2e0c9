import { evenBytes } from "../src/workload/item_sizes.ts";
import { keyValueScenario } from "../src/workload/key_value_traffic.ts";
import { YCSB } from "../src/workload/sources.ts";

/**
 * YCSB workload A: half reads, half updates; 1,000 records of 10 fields of 100 bytes, Zipf 0.99 (its scrambled Zipfian,
 * as ours, spreads the popular keys).
 */
export const ycsbA = keyValueScenario({
  description: "YCSB A: half reads, half updates, 1,000 records of 1 kB, Zipf 0.99",
  source: YCSB,
  keys: 1000,
  alpha: 0.99,
  getShare: 0.5,
  valueBytes: evenBytes(1000),
});
