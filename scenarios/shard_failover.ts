import { orderTraffic } from "../src/workload/order_traffic.ts";
import type { Scenario } from "../src/workload/scenario.ts";

const DURATION_MS = 30_000;

/** The database optimizer's own scenario: it goes past the application, to the shards alone. */
export const shardFailover: Scenario = {
  description:
    "orders read, placed and listed straight at the shards; the primary of one is killed (kill -9), its replica promoted",
  rateRps: 500,
  liveRps: 500,
  durationMs: DURATION_MS,
  build: (context) =>
    orderTraffic(context, {
      durationMs: context.durationMs ?? DURATION_MS,
      products: 100_000,
      users: 150_000,
      shard: 1,
    }),
};
