import { startRedisServer, withRedis } from "./redis_server.ts";
import { type RunningServer, startServer } from "./server_process.ts";

/** A Redis with a replica, watched by three sentinels, that we started. */
export interface RedisSentinelServers {
  readonly url: string;
  readonly master: RunningServer;
  readonly replica: RunningServer;
  readonly sentinels: readonly RunningServer[];
  stop(): Promise<void>;
}

const GROUP = "tierlab";
const READY_WITHIN_MS = 60_000;

/** Starts a master, its replica and three sentinels, and waits until the sentinels see both and each other. */
export async function startRedisSentinels(options: { program?: string } = {}): Promise<RedisSentinelServers> {
  const { program = "redis-server" } = options;
  const started: RunningServer[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  const keep = async (starting: Promise<RunningServer>) => {
    const server = await starting;
    started.push(server);
    return server;
  };
  try {
    const master = await keep(startRedisServer({ program, args: ["--repl-diskless-sync-delay", "0"] }));
    const replicaOf = ["--replicaof", "127.0.0.1", String(master.port), "--repl-diskless-sync-delay", "0"];
    const replica = await keep(startRedisServer({ program, args: replicaOf }));
    const sentinels: RunningServer[] = [];
    for (let number = 0; number < 3; number++) sentinels.push(await keep(startSentinel(program, master.port)));
    await allSeen(sentinels);
    const url = `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",")}/${GROUP}`;
    return { url, master, replica, sentinels, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startSentinel(program: string, masterPort: number): Promise<RunningServer> {
  return startServer({
    program,
    args: (port, folder) => {
      const settings = [
        ...[`port ${port}`, "bind 127.0.0.1", `dir ${folder}`],
        `sentinel monitor ${GROUP} 127.0.0.1 ${masterPort} 2`,
        `sentinel down-after-milliseconds ${GROUP} 500`,
        `sentinel failover-timeout ${GROUP} 2000`,
      ];
      // A sentinel writes what it learns into its own file.
      Deno.writeTextFileSync(`${folder}/sentinel.conf`, `${settings.join("\n")}\n`);
      return [`${folder}/sentinel.conf`, "--sentinel"];
    },
    url: (port) => `redis://127.0.0.1:${port}`,
    ready: (port) => withRedis(port, async (redis) => void await redis.ping()),
  });
}

async function allSeen(sentinels: readonly RunningServer[]): Promise<void> {
  const limitMs = performance.now() + READY_WITHIN_MS;
  for (const { port } of sentinels) {
    while (!await isWhole(port)) {
      if (performance.now() > limitMs) {
        throw new RangeError(
          `Cannot start sentinels: they must see each other within ${READY_WITHIN_MS} ms: received less`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function isWhole(port: number): Promise<boolean> {
  return await withRedis(port, async (redis) => {
    const answer = await redis.call("SENTINEL", "MASTER", GROUP) as string[];
    const facts = new Map<string, string>();
    for (let index = 0; index < answer.length; index += 2) facts.set(answer[index]!, answer[index + 1]!);
    return facts.get("num-slaves") === "1" && facts.get("num-other-sentinels") === "2" &&
      facts.get("flags") === "master";
  }).catch(() => false);
}
