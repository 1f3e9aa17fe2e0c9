import { startRedisServer, withRedis } from "./redis_server.ts";
import { freePort, type RunningServer } from "./server_process.ts";

/** A Redis Cluster that we started. */
export interface RedisClusterServers {
  readonly url: string;
  readonly masters: readonly RunningServer[];
  readonly replicas: readonly RunningServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const READY_WITHIN_MS = 60_000;

/** With a replica ping period of 1 s every node is seen after about 3 s; by default it takes 10. */
const SETTINGS = [
  ...["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no"],
  ...["--cluster-allow-replica-migration", "no", "--repl-diskless-sync-delay", "0"],
  ...["--repl-ping-replica-period", "1"],
];

/**
 * Starts a Redis Cluster of three masters with a replica each, and waits until every node sees all of it.
 *
 * @throws Error when it is not whole within a minute.
 */
export async function startRedisCluster(options: { program?: string } = {}): Promise<RedisClusterServers> {
  const started: RunningServer[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    for (let node = 0; node < 6; node++) {
      const args = [...SETTINGS, "--cluster-port", String(freePort())];
      started.push(await startRedisServer({ ...options, args }));
    }
    const [masters, replicas] = [started.slice(0, 3), started.slice(3)];
    await join(masters, replicas);
    await whole(started);
    const url = `redis-cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
    return { url, masters, replicas, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function join(masters: readonly RunningServer[], replicas: readonly RunningServer[]): Promise<void> {
  const ids: string[] = [];
  for (const [index, { port }] of masters.entries()) {
    const share = (nth: number) => Math.floor(SLOTS * nth / masters.length);
    await withRedis(port, async (redis) => {
      await redis.call("CLUSTER", "ADDSLOTSRANGE", share(index), share(index + 1) - 1);
      ids.push(String(await redis.call("CLUSTER", "MYID")));
    });
  }
  const [first, ...others] = [...masters, ...replicas];
  for (const { port } of others) {
    const busPort = await withRedis(
      port,
      async (redis) => String((await redis.config("GET", "cluster-port") as string[])[1]),
    );
    await withRedis(first!.port, (redis) => redis.call("CLUSTER", "MEET", "127.0.0.1", port, busPort));
  }
  await until(
    "every node to know the others",
    () => allOf([...masters, ...replicas], knowsAll(masters.length + replicas.length)),
  );
  for (const [index, { port }] of replicas.entries()) {
    await until(
      "a replica to know its master",
      () => withRedis(port, async (redis) => await redis.call("CLUSTER", "REPLICATE", ids[index]!) === "OK"),
    );
  }
}

async function whole(servers: readonly RunningServer[]): Promise<void> {
  await until("the cluster to be whole", () =>
    allOf(servers, async (port) => {
      const [info, slots] = await withRedis(port, async (redis) =>
        [String(await redis.call("CLUSTER", "INFO")), await redis.call("CLUSTER", "SLOTS") as unknown[][]] as const);
      return info.includes("cluster_state:ok") && slots.length === 3 && slots.every((range) =>
        range.length >= 4
      );
    }));
}

function knowsAll(count: number): (port: number) => Promise<boolean> {
  return (port) =>
    withRedis(
      port,
      async (redis) => String(await redis.call("CLUSTER", "INFO")).includes(`cluster_known_nodes:${count}`),
    );
}

async function allOf(servers: readonly RunningServer[], holds: (port: number) => Promise<boolean>): Promise<boolean> {
  for (const { port } of servers) if (!await holds(port)) return false;
  return true;
}

/** Waits for a condition; one that throws does not hold yet. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limitMs = performance.now() + READY_WITHIN_MS;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (performance.now() > limitMs) {
      throw new RangeError(
        `Cannot start a cluster: it must take less than ${READY_WITHIN_MS} ms for ${what}: received more`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
