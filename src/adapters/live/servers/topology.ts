import { type PostgresServer, PostgresTemplate } from "./postgres_server.ts";
import { outcomesOf } from "./outcomes.ts";

/** A primary with its streaming replicas. */
export interface PostgresCluster {
  readonly primary: PostgresServer;
  readonly replicas: readonly PostgresServer[];
}

/** Servers that were started together, and what ends exactly them. */
export interface PostgresTopology {
  readonly shards: readonly PostgresCluster[];
  stop(): Promise<void>;
}

export interface TopologyOptions {
  /** @default 1 */
  readonly shards?: number;
  /** Of each shard. @default 0 */
  readonly replicas?: number;
  /** Whether a commit waits for a replica: no acknowledged write is then lost with the primary. @default true where there are replicas */
  readonly isSynchronous?: boolean;
  /**
   * Whether a commit waits until every replica has replayed it: whoever reads from one then sees every write that was acknowledged.
   *
   * @default false
   */
  readonly isApplied?: boolean;
}

/**
 * Starts PostgreSQL on the loopback interface: one initdb, every server a copy. Copies share a system identifier, so shards are
 * never to be cross-connected.
 *
 * @throws Failure `program-missing`, `server-failed`, `server-late` (exit status 4); nothing is then left running
 */
export async function startTopology(options: TopologyOptions = {}): Promise<PostgresTopology> {
  const { shards = 1, replicas = 0 } = options;
  const isSynchronous = options.isSynchronous ?? replicas > 0;
  const settings: Record<string, string> = options.isApplied && replicas > 0
    ? { synchronous_standby_names: `${replicas} (*)`, synchronous_commit: "remote_apply" }
    : isSynchronous
    ? { synchronous_standby_names: "*" }
    : {};
  const template = await PostgresTemplate.make();
  const running: PostgresServer[] = [];
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
    await template.remove();
  };
  const start = async (settings: Parameters<PostgresTemplate["start"]>[0]) => {
    const server = await template.start(settings);
    running.push(server);
    return server;
  };
  try {
    const started = await outcomesOf(Array.from({ length: shards }, async (): Promise<PostgresCluster> => {
      const primary = await start({ settings });
      const copies = await outcomesOf(Array.from({ length: replicas }, () => start({ replicaOf: primary })));
      return { primary, replicas: copies };
    }));
    return { shards: started, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
