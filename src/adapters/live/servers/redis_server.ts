import { Redis } from "ioredis";
import { type RunningServer, startServer } from "./server_process.ts";

export interface RedisServerOptions {
  /** @default "redis-server" */
  readonly program?: string;
  /** @default a free one */
  readonly port?: number;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/**
 * Starts a Redis that keeps nothing on disk, on a port of the loopback interface.
 *
 * @throws what the system says when the program is missing or does not begin to serve.
 */
export function startRedisServer(options: RedisServerOptions = {}): Promise<RunningServer> {
  const { program = "redis-server", args = [], port } = options;
  return startServer({
    program,
    port,
    args: (own, folder) => [
      ...["--port", String(own), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
      ...args,
    ],
    url: (own) => `redis://127.0.0.1:${own}`,
    ready: redisAnswers,
  });
}

/** @throws while no Redis answers at the port. */
export async function redisAnswers(port: number): Promise<void> {
  await withRedis(port, async (redis) => {
    await redis.ping();
  });
}

/** Lends a connection to one Redis. */
export async function withRedis<T>(port: number, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, "127.0.0.1", {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    commandTimeout: 5000,
    connectTimeout: 2000,
    retryStrategy: () => null,
  });
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
