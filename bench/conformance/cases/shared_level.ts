import { withRedis } from "../../../src/adapters/live/servers/redis_server.ts";
import type { RunningServer } from "../../../src/adapters/live/servers/server_process.ts";
import type { Case, OpenOptions, Stage } from "../library.ts";
import { connected } from "../waiting.ts";

const READS = /^cmdstat_(get|mget|getex|hget|hmget|hgetall|eval|evalsha|fcall|json\.get):calls=(\d+)/gm;

/** Read commands that a Redis carried out so far. */
function readsOf({ port }: RunningServer): Promise<number> {
  return withRedis(port, async (redis) => {
    const text = await redis.info("commandstats");
    return [...text.matchAll(READS)].reduce((sum, [, , calls]) => sum + Number(calls), 0);
  });
}

/** One instance wrote `count` keys; another, new one may read them. */
async function written(stage: Stage, count: number, options: OpenOptions = {}) {
  const server = await stage.ownRedis();
  const [writer, reader] = await connected(stage, { ...options, url: server.url });
  const keys = Array.from({ length: count }, (_, index) => `k${index}`);
  for (const key of keys) await writer.set(key, { of: key });
  return { server, reader, keys };
}

const isOf = (value: unknown, key: string) => (value as { of?: unknown } | undefined)?.of === key;

async function promoted(stage: Stage, options: OpenOptions) {
  const { reader } = await written(stage, 1, options);
  const reads: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const load = () => Promise.resolve({ of: "factory" });
    const value = await reader.getOrSet("k0", load).catch((error) => error as Error);
    reads.push(value instanceof Error ? "throws" : isOf(value, "k0") ? "value" : "another value");
  }
  return { holds: reads.every((read) => read === "value"), fact: `reads: ${reads.join(", ")}` };
}

/** What the second level costs (nothing where instances send each other values), and what comes back from it. */
export const sharedLevel: readonly Case[] = [
  {
    name: "L2 hit, then L1 hits",
    needs: ["shared level"],
    run: (stage) => promoted(stage, {}),
  },
  {
    name: "the same without copies in memory",
    needs: ["shared level"],
    run: (stage) => promoted(stage, { isUncopied: true }),
  },
  {
    name: "L2 hit: one read command at most",
    needs: ["shared level"],
    async run(stage) {
      const { server, reader } = await written(stage, 1);
      const before = await readsOf(server);
      const value = await reader.get("k0");
      const commands = await readsOf(server) - before;
      return { holds: commands <= 1 && isOf(value, "k0"), fact: `commands: ${commands}` };
    },
  },
  {
    name: "50 reads of one tick: one command",
    needs: ["shared level"],
    async run(stage) {
      const { server, reader, keys } = await written(stage, 50);
      const before = await readsOf(server);
      const values = await Promise.all(keys.map((key) => reader.get(key)));
      const commands = await readsOf(server) - before;
      return {
        holds: commands <= 1 && values.every((value, at) => isOf(value, keys[at]!)),
        fact: `commands: ${commands}`,
      };
    },
  },
  {
    name: "getMany of 50 is one MGET",
    needs: ["shared level", "getMany"],
    async run(stage) {
      const { server, reader, keys } = await written(stage, 50);
      const before = await readsOf(server);
      const values = await reader.getMany(keys);
      const commands = await readsOf(server) - before;
      const right = values.filter((value, at) => isOf(value, keys[at]!)).length;
      return { holds: commands <= 1 && right === 50, fact: `commands: ${commands}, values: ${right}` };
    },
  },
];
