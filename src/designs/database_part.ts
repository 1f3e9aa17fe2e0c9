import { ConnectionPool } from "../database/connection_pool.ts";
import { DatabaseOptimizer } from "../database/optimizer.ts";
import { ReplicatedServers, type ReplicatedServersOptions, type ServerNode } from "../database/replicated_servers.ts";
import { ShardDirectory } from "../database/shard_directory.ts";
import { ShardedDatabase } from "../database/sharded_database.ts";
import { all } from "../flow/all.ts";
import { background } from "../flow/instructions.ts";
import type { Clock } from "../flow/clock.ts";
import type { Flow } from "../flow/operation.ts";
import type { Probe } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";
import type { DesignConfig } from "./design_config.ts";

/** The database of a design without anything before it: shards, each a primary with replicas that are watched. */
export interface DatabasePart {
  readonly database: ShardedDatabase;
  readonly shards: readonly DatabaseOptimizer[];
  /** Opens the connections and begins to watch the servers. */
  start(): Flow<void>;
  /** Connections opened so far. */
  opened(): number;
}

/** What it is built in. */
export interface DatabaseWorld extends Pick<ReplicatedServersOptions, "pollTimeoutMs" | "writerTimeoutMs"> {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly server: StackPorts["database"];
  /**
   * The same servers, each behind a pooler of its own: statements go there. Who watches the servers asks them directly, since a
   * pooler lives on when its server is gone. @default none
   */
  readonly pooler?: StackPorts["database"] | undefined;
  /** Told when a shard has another primary. */
  readonly onPromoted: (shard: number) => void;
}

/**
 * Builds it without a query cache: every read must reach a server, or the loss of one could not be seen. With poolers there is one
 * before each server, so that a promotion needs nobody to point them elsewhere: writes go to the pooler of the new primary.
 */
export function databasePart(config: DesignConfig, world: DatabaseWorld): DatabasePart {
  const { shards: count = 1, replicas, connections } = config.database;
  const { clock, probe, server, pooler = server, onPromoted, ...limits } = world;
  const shards = Array.from({ length: count }, (_, shard) => {
    const node = (replica: number): ServerNode => {
      const database = server(replica, shard);
      return {
        name: replica === 0 ? `primary of shard ${shard}` : `replica ${replica} of shard ${shard}`,
        database,
        pool: new ConnectionPool({ database: pooler(replica, shard), clock, probe, maxConnections: connections }),
      };
    };
    const [primary, ...others] = Array.from({ length: replicas + 1 }, (_, replica) => node(replica));
    const servers = new ReplicatedServers({
      ...limits,
      ...{ clock, probe, primary: primary!, replicas: others },
      onPromoted: () => onPromoted(shard),
    });
    return { servers, optimizer: new DatabaseOptimizer({ clock, probe, primary: primary!.pool, servers }) };
  });
  const optimizers = shards.map(({ optimizer }) => optimizer);
  return {
    database: new ShardedDatabase({ shards: optimizers, directory: ShardDirectory.even(count) }),
    shards: optimizers,
    *start() {
      yield* all(optimizers.map((optimizer) => optimizer.open()));
      for (const { servers } of shards) yield* background(servers.watch(), "what watches a shard");
    },
    opened: () =>
      shards.reduce(
        (sum, { servers }) => servers.all.reduce((opened, pool) => opened + pool.stats().opened, sum),
        0,
      ),
  };
}
