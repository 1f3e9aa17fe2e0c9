import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { ORDER_SQL } from "../../market/order_sql.ts";
import type { SqlDatabase } from "../../ports/sql_database.ts";
import type { Calibration } from "./calibration.ts";
import { orderTables } from "./order_tables.ts";
import { SimulatedCluster } from "./simulated_cluster.ts";

/** Shards of orders in simulated time, each a primary with synchronous streaming replicas. */
export class SimulatedShards {
  readonly #clusters: readonly SimulatedCluster[];

  constructor(
    options: { clock: Clock; random: Random; calibration: Calibration; shards: number; replicas: number },
  ) {
    const { clock, random, calibration: { query, replicaLag, promotion }, shards, replicas } = options;
    this.#clusters = Array.from({ length: shards }, (_, shard) =>
      new SimulatedCluster({
        clock,
        random: random.fork(`shard ${shard}`),
        replicas,
        tables: orderTables,
        isWrite: (sql) => sql === ORDER_SQL.place,
        service: query.value,
        lag: replicaLag.value,
        promotion: promotion.value,
      }));
  }

  /** @param replica 0 for the first primary. */
  database(replica: number, shard = 0): SqlDatabase {
    return this.#clusters[shard]!.database(replica);
  }

  killPrimary(shard: number): void {
    this.#clusters[shard]?.kill(0);
  }
}
