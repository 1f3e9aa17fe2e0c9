import type { Scenario } from "../src/workload/scenario.ts";
import { marketplace } from "./marketplace.ts";

/** The marketplace on a bad day: a server dies, then a Redis master; each is back after two fifteenths of the run. */
export const marketplaceFailures: Scenario = {
  ...marketplace,
  description: "as marketplace; an application server is down for a while, later a master of Redis Cluster",
  build: (context) => {
    const schedule = marketplace.build(context);
    const part = schedule.durationMs / 15;
    const server = { atMs: part * 4, untilMs: part * 6 };
    const redis = { atMs: part * 9, untilMs: part * 11 };
    return {
      ...schedule,
      bands: [
        { name: "an application server is down", kind: "fault", fromMs: server.atMs, toMs: server.untilMs },
        { name: "a Redis master is down", kind: "fault", fromMs: redis.atMs, toMs: redis.untilMs },
      ],
      incidents: [
        { kind: "instance-down", ...server, instance: 1 },
        { kind: "redis-master-down", ...redis, node: 0 },
      ],
    };
  },
};
