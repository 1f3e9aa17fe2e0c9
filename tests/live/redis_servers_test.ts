import { assert, assertEquals } from "@std/assert";
import { startRedisCluster } from "../../src/adapters/live/servers/redis_cluster.ts";
import { startRedisSentinels } from "../../src/adapters/live/servers/redis_sentinels.ts";
import { type CacheStrategyFace, createCacheStrategy } from "../../src/mod.ts";
import { redisServer, serverTest } from "../support/servers.ts";

// A loaded machine must not make a test fail that is not about deadlines.
const PATIENT = { deadlineMs: 5000, breaker: { failures: 3, coolDownMs: 100 } };

/** Waits until it holds, a minute at most. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limitMs = performance.now() + 60_000;
  while (!await holds()) {
    assert(performance.now() < limitMs, `${what} must hold within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What two instances on one second level must do, whatever it is made of. */
async function tour(one: CacheStrategyFace, other: CacheStrategyFace): Promise<void> {
  let version = 1;
  const load = () => Promise.resolve(`v${version}`);
  const tagged = { tags: ["product:1"] };
  for (let key = 0; key < 20; key++) assertEquals(await one.getOrSet(`k${key}`, load, tagged), "v1");
  await until("the other instance reads them from the second level", async () => {
    const values = await other.getMany<string>(Array.from({ length: 20 }, (_, key) => `k${key}`));
    return values.every((value) => value === "v1");
  });
  version = 2;
  assertEquals(await one.invalidateByTag("product:1"), true);
  await until(
    "the other instance hears of the invalidation",
    async () => await other.getOrSet("k7", load, tagged) === "v2",
  );
  await other.getOrSet("gone", load);
  await until("a deletion reaches the other instance", async () => {
    version++;
    assertEquals(await one.delete("gone"), true);
    return await other.get("gone") === undefined;
  });
}

/** After a failover values are shared again, and invalidations are heard. */
async function healed(one: CacheStrategyFace, other: CacheStrategyFace): Promise<void> {
  let number = 0;
  await until("a value is shared again", async () => {
    await one.set(`after ${++number}`, number);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return await other.get(`after ${number}`) === number;
  });
  await until("an invalidation is heard again", async () => {
    await other.getOrSet("told", () => "old", { tags: ["told"] });
    if (!await one.invalidateByTag("told")) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return await other.getOrSet("told", () => "new", { tags: ["told"] }) === "new";
  });
}

serverTest(
  "redis cluster: two instances, sharded messages, a master that dies",
  { "redis-server": redisServer },
  async () => {
    const cluster = await startRedisCluster();
    const instance = () => createCacheStrategy({ l2: { url: cluster.url, ...PATIENT } });
    const [one, other] = [instance(), instance()];
    try {
      await tour(one, other);
      // No request fails meanwhile, whatever the second level does.
      await cluster.masters[0]!.kill();
      for (let key = 0; key < 50; key++) assertEquals(await one.getOrSet(`during ${key}`, () => key), key);
      await healed(one, other);
    } finally {
      await Promise.all([one.close(), other.close()]);
      await cluster.stop();
    }
  },
);

for (const [what, fault] of [["dies", "kill"], ["hangs", "pause"]] as const) {
  serverTest(
    `redis behind sentinels: two instances, a master that ${what}`,
    { "redis-server": redisServer },
    async () => {
      const servers = await startRedisSentinels();
      const instance = () => createCacheStrategy({ l2: { url: servers.url, ...PATIENT } });
      const [one, other] = [instance(), instance()];
      try {
        await tour(one, other);
        await servers.master[fault]();
        for (let key = 0; key < 50; key++) assertEquals(await one.getOrSet(`during ${key}`, () => key), key);
        await healed(one, other);
      } finally {
        await Promise.all([one.close(), other.close()]);
        await servers.stop();
      }
    },
  );
}
