import { ConnectionPool } from "../database/connection_pool.ts";
import type { Probe } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { DesignConfig } from "./design_config.ts";

/** Connections to one shard's servers. */
export interface ShardPools {
  readonly primary: ConnectionPool;
  readonly replicas: readonly ConnectionPool[];
}

/**
 * Pools to the servers of every shard. Made once a design they are a pooler (PgBouncer in transaction mode) that all instances share,
 * made once an instance they are that instance's own.
 *
 * The ports are asked for each server as `database(replica, shard)`.
 */
export function shardPools(config: DesignConfig, world: { ports: StackPorts; probe: Probe }): readonly ShardPools[] {
  const { ports, probe } = world;
  const { shards = 1, replicas, connections } = config.database;
  const poolOf = (replica: number, shard: number) =>
    new ConnectionPool({
      database: ports.database(replica, shards === 1 ? undefined : shard),
      clock: ports.clock,
      probe,
      maxConnections: connections,
    });
  return Array.from({ length: shards }, (_, shard) => ({
    primary: poolOf(0, shard),
    replicas: Array.from({ length: replicas }, (_, index) => poolOf(index + 1, shard)),
  }));
}
