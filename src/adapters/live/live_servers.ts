import { outcomesOf } from "./servers/outcomes.ts";
import { startRedisCluster } from "./servers/redis_cluster.ts";
import { startRedisServer } from "./servers/redis_server.ts";
import type { RunningServer } from "./servers/server_process.ts";
import { neededProgram } from "./servers/server_programs.ts";
import { startPoolers } from "./servers/poolers.ts";
import { type PostgresTopology, startTopology } from "./servers/topology.ts";

/** Where one shard of a database is. */
export interface ShardUrls {
  readonly primary: string;
  readonly replicas: readonly string[];
  /** The same servers behind PgBouncer in transaction pooling, in their order; undefined without. */
  readonly pooled?: { readonly primary: string; readonly replicas: readonly string[] };
}

/** Servers for one run: those that the caller named, and those that we started for it. */
export interface LiveServers {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Of the replicas that we started; none where the caller named the database. */
  readonly replicaUrls: readonly string[];
  /** All of a database of more than one, which nobody can name; none of any other. */
  readonly shards: readonly ShardUrls[];
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
  /** Of the database. @default 1 */
  readonly shardCount?: number;
  /** Of several: sessions of each server that PgBouncer lends. @default no PgBouncer */
  readonly poolSize?: number | undefined;
  /** Of each of them; every one has a write before it is acknowledged. */
  readonly replicas: number;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Beside a named database. @default none */
  readonly replicaUrls?: readonly string[] | undefined;
  /** Those that run already. @default none */
  readonly shards?: readonly ShardUrls[] | undefined;
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
  const { shardCount = 1, replicas } = wanted;
  let { redisUrl, databaseUrl, replicaUrls = [], shards = [] } = wanted;
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
  if (wanted.needsPostgres && databaseUrl === undefined && shards.length === 0) {
    starts.push((async () => {
      const topology = await startTopology({ shards: shardCount, replicas, isApplied: true });
      stops.push(() => topology.stop());
      const all = topology.shards.map(({ primary, replicas }) => (
        { primary: primary.url, replicas: replicas.map(({ url }) => url) }
      ));
      if (shardCount > 1) shards = await pooled(all, topology, wanted.poolSize, stops);
      else ({ primary: databaseUrl, replicas: replicaUrls } = all[0]!);
    })());
  }
  try {
    await outcomesOf(starts);
  } catch (error) {
    await stop();
    throw error;
  }
  return { redisUrl, databaseUrl, replicaUrls, shards, redis, stop };
}

async function pooled(
  shards: readonly ShardUrls[],
  topology: PostgresTopology,
  poolSize: number | undefined,
  stops: (() => Promise<void>)[],
): Promise<readonly ShardUrls[]> {
  if (poolSize === undefined) return shards;
  const poolers = await startPoolers(topology, { poolSize });
  stops.push(() => poolers.stop());
  return shards.map((shard, index) => ({ ...shard, pooled: poolers.shards[index]! }));
}
