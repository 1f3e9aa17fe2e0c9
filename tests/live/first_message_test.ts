import { assert, assertEquals } from "@std/assert";
import { createCacheStrategy } from "../../src/mod.ts";
import { redisServer, serverTest, startRedis } from "../support/servers.ts";

serverTest("redis: the first message of a new server is no gap: what is in memory stays", {
  "redis-server": redisServer,
}, async () => {
  const redis = await startRedis();
  const cacheStrategy = createCacheStrategy({ l2: { url: redis.url, deadlineMs: 5000 } });
  const other = createCacheStrategy({ l2: { url: redis.url, deadlineMs: 5000 } });
  try {
    assertEquals(await cacheStrategy.getOrSet("kept", () => 1), 1);
    await other.getOrSet("told", () => 1, { tags: ["told"] });
    assertEquals(await cacheStrategy.invalidateByTag("told"), true);
    // When the other one has heard of it, so has this one, or will at once: both are told in one step.
    for (let attempt = 0; await other.getOrSet("told", () => 2, { tags: ["told"] }) !== 2; attempt++) {
      assert(attempt < 1500, "the other instance hears of it within half a minute");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { hits } = cacheStrategy.stats().l1;
    assertEquals(cacheStrategy.getOrSet("kept", () => 3), 1, "the value itself, from memory");
    assertEquals(cacheStrategy.stats().l1.hits, hits + 1);
  } finally {
    await Promise.all([cacheStrategy.close(), other.close()]);
    await redis.stop();
  }
});
