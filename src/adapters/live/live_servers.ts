import { outcomesOf } from "./servers/outcomes.ts";
import { startRedisServer } from "./servers/redis_server.ts";
import { neededProgram } from "./servers/server_programs.ts";
import { startTopology } from "./servers/topology.ts";

/** Servers for one run: those that the caller named, and those that we started for it. */
export interface LiveServers {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Ends exactly those that we started. */
  stop(): Promise<void>;
}

export interface WantedServers {
  readonly needsRedis: boolean;
  readonly needsPostgres: boolean;
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
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
  let { redisUrl, databaseUrl } = wanted;
  const starts: Promise<void>[] = [];
  if (wanted.needsRedis && redisUrl === undefined) {
    starts.push((async () => {
      const server = await startRedisServer({ program: neededProgram("redis-server", "redis-server") });
      stops.push(() => server.stop());
      redisUrl = server.url;
    })());
  }
  if (wanted.needsPostgres && databaseUrl === undefined) {
    starts.push((async () => {
      const topology = await startTopology();
      stops.push(() => topology.stop());
      databaseUrl = topology.shards[0]!.primary.url;
    })());
  }
  try {
    await outcomesOf(starts);
  } catch (error) {
    await stop();
    throw error;
  }
  return { redisUrl, databaseUrl, stop };
}
