import { withRedis } from "../../../src/adapters/live/servers/redis_server.ts";
import { freePort, type RunningServer } from "../../../src/adapters/live/servers/server_process.ts";
import type { Case, Stage, Subject } from "../library.ts";
import { becomes, PENDING, within } from "../waiting.ts";

/** Cold keys, one after another, while Redis is away: each must get its factory's value. */
async function coldKeys(stage: Stage, cache: Subject) {
  const tookMs: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const begunMs = performance.now();
    let runs = 0;
    const asked = cache.getOrSet(`cold${turn}`, () => Promise.resolve((runs++, "value"))).catch(() => "rejected");
    const value = await within(stage.patienceMs, asked);
    tookMs.push(performance.now() - begunMs);
    if (value === "value") continue;
    const what = value === PENDING ? `pending after ${stage.patienceMs / 1000} s` : String(value);
    return { holds: false, fact: `${what}, factory ${runs === 0 ? "not run" : "run"}` };
  }
  const [first, ...later] = tookMs;
  return { holds: true, fact: `${first!.toFixed(1)} ms, then ${Math.max(...later).toFixed(1)} ms` };
}

/** A cache that has written to its Redis; reads that do not wait for it must not make the case wait. */
async function connectedTo(stage: Stage, { url, port }: RunningServer): Promise<Subject> {
  const cache = stage.open({ url, expectsOutage: true });
  await becomes(stage.patienceMs, async () => {
    await within(stage.patienceMs, cache.set("warm", 1)).catch(() => {});
    return await withRedis(port, (redis) => redis.dbsize()) > 0;
  });
  return cache;
}

/** Redis is away: callers are served all the same. */
export const failingRedis: readonly Case[] = [
  {
    name: "Redis refuses, cold key",
    needs: ["shared level"],
    run: (stage) => coldKeys(stage, stage.open({ url: `redis://127.0.0.1:${freePort()}`, expectsOutage: true })),
  },
  {
    name: "Redis killed, cold key",
    needs: ["shared level"],
    async run(stage) {
      const server = await stage.ownRedis();
      const cache = await connectedTo(stage, server);
      await server.kill();
      return await coldKeys(stage, cache);
    },
  },
  {
    name: "Redis hangs, cold key",
    needs: ["shared level"],
    async run(stage) {
      const server = await stage.ownRedis();
      const cache = await connectedTo(stage, server);
      server.pause();
      try {
        return await coldKeys(stage, cache);
      } finally {
        server.resume();
      }
    },
  },
];
