import { outcomesOf } from "./servers/outcomes.ts";
import { startRedisCluster } from "./servers/redis_cluster.ts";
import { startRedisServer } from "./servers/redis_server.ts";
import type { RunningServer } from "./servers/server_process.ts";
import { neededProgram } from "./servers/server_programs.ts";
import { startTopology } from "./servers/topology.ts";

/** Servers for one run: those that the caller named, and those that we started for it. */
export interface LiveServers {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Of the replicas that we started; none where the caller named the database. */
  readonly replicaUrls: readonly string[];
  /** The single Redis that we started; undefined for a cluster, and for one that the caller named. */
  readonly redis: RunningServer | undefined;
  /** Ends exactly those that we started. */
  stop(): Promise<void>;
}

export interface WantedServers {
  readonly needsRedis: boolean;
  /** A cluster of three masters with a replica each instead of one server. */
  readonly isRedisCluster: boolean;
  readonly needsPostgres: boolean;
  /** Of the database; every one of them has a write before it is acknowledged. */
  readonly replicas: number;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Beside a named database. @default none */
  readonly replicaUrls?: readonly string[] | undefined;
}

/**
 * Starts what a design needs and nobody named, on free ports of the loopback interface.
 *
 * @throws Failure `program-missing`, `server-failed` (exit status 4); nothing is then left running
 */
export async function liveServers(wanted: WantedServers): Promise<LiveServers> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.splice(0).map((one) => one()));
  };
  let { redisUrl, databaseUrl, replicaUrls = [] } = wanted;
  let redis: RunningServer | undefined;
  const starts: Promise<void>[] = [];
  if (wanted.needsRedis && redisUrl === undefined) {
    starts.push((async () => {
      const program = neededProgram("redis-server", "redis-server");
      const single = wanted.isRedisCluster ? undefined : await startRedisServer({ program });
      const server = single ?? await startRedisCluster({ program });
      stops.push(() => server.stop());
      redis = single;
      redisUrl = server.url;
    })());
  }
  if (wanted.needsPostgres && databaseUrl === undefined) {
    starts.push((async () => {
      const topology = await startTopology({ replicas: wanted.replicas, isApplied: true });
      stops.push(() => topology.stop());
      const { primary, replicas } = topology.shards[0]!;
      databaseUrl = primary.url;
      replicaUrls = replicas.map(({ url }) => url);
    })());
  }
  try {
    await outcomesOf(starts);
  } catch (error) {
    await stop();
    throw error;
  }
  return { redisUrl, databaseUrl, replicaUrls, redis, stop };
}
