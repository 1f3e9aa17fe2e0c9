import { assert, assertEquals, assertThrows } from "@std/assert";
import { Redis } from "ioredis";
import { startRedisSentinels } from "../../src/adapters/live/servers/redis_sentinels.ts";
import { DeadlineQueue } from "../../src/adapters/live/deadline_queue.ts";
import { closeRedis, openRedis, readRedisUrl } from "../../src/adapters/live/redis_connection.ts";
import { RedisTracking } from "../../src/adapters/live/redis_tracking.ts";
import { tracking } from "../../src/cache/coherence/tracking.ts";
import { Tags } from "../../src/cache/tags.ts";
import { TrackingBus } from "../../src/cache/tracking_bus.ts";
import { outside, sleep } from "../../src/flow/instructions.ts";
import { live } from "../support/live_worlds.ts";
import { type CacheStrategyFace, createCacheStrategy } from "../../src/mod.ts";
import { redisServer, serverTest, startRedis } from "../support/servers.ts";

const DEADLINE_MS = 3000;
/** Long: what is seen before it has been announced. */
const RARELY_MS = 60_000;

function instance(url: string, heartbeatMs = RARELY_MS): CacheStrategyFace {
  return createCacheStrategy({
    l2: { url, coherence: "tracking", heartbeatMs, deadlineMs: DEADLINE_MS, breaker: { failures: 3, coolDownMs: 100 } },
  });
}

function admin(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 0 });
  redis.on("error", () => {});
  return redis;
}

/** Waits until it holds. */
async function until(what: string, holds: () => boolean | Promise<boolean>, mostMs = 30_000): Promise<void> {
  const limitMs = performance.now() + mostMs;
  while (!await holds()) {
    assert(performance.now() < limitMs, `${what} must hold within ${mostMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether the value is in memory: given at once, not as a promise. */
function remembered(cacheStrategy: CacheStrategyFace, key: string): unknown {
  const value = cacheStrategy.get(key);
  if (!(value instanceof Promise)) return value;
  value.catch(() => {});
  return undefined;
}

/** Brings a key into the memory of an instance. */
async function recall(cacheStrategy: CacheStrategyFace, key: string, value: unknown): Promise<void> {
  await until(`${key} comes to memory`, async () => {
    assertEquals(await cacheStrategy.get(key) ?? value, value);
    return remembered(cacheStrategy, key) === value;
  });
}

/** Kills the connections that hear announcements. */
async function killEars(redis: Redis): Promise<number> {
  return Number(await redis.call("CLIENT", "KILL", "TYPE", "pubsub"));
}

Deno.test("client tracking: a cluster and an unknown strategy are refused in one line before anything is opened", () => {
  const cluster = { url: "redis-cluster://127.0.0.1:1", coherence: "tracking" } as const;
  const refused = assertThrows(() => createCacheStrategy({ l2: cluster }), RangeError, 'coherence must be "pubsub"');
  assert(!refused.message.includes("\n"));
  const unknown = { url: "redis://127.0.0.1:1", coherence: "telepathy" as "tracking" };
  assertThrows(() => createCacheStrategy({ l2: unknown }), RangeError, "pubsub, tracking: received telepathy");
});

serverTest("client tracking", { "redis-server": redisServer }, async (test) => {
  let redis = await startRedis();
  const control = admin(redis.url);
  const [one, other] = [instance(redis.url), instance(redis.url)];
  const tags = { tags: ["product:1"] };
  try {
    await until("both can be reached", async () => await one.set("a", 0) && await other.set("a", 0));

    await test.step("what one sets, deletes or invalidates leaves the other's memory without any heartbeat", async () => {
      await one.set("set", 1);
      await recall(other, "set", 1);
      assertEquals(await one.set("set", 2), true);
      await until("the new value is read", async () => await other.get("set") === 2);

      await recall(other, "set", 2);
      assertEquals(await one.delete("set"), true);
      await until("the deletion is seen", async () => await other.get("set") === undefined);

      await one.set("tagged", 1, tags);
      await recall(other, "tagged", 1);
      assertEquals(await one.invalidateByTag("product:1"), true);
      await until("the invalidation is seen", async () => await other.get("tagged") === undefined);
      assertEquals(remembered(one, "tagged"), undefined);

      await one.set("x", 1);
      await recall(other, "x", 1);
      assertEquals(await one.clear(), true);
      await until("the clearing is seen", async () => await other.get("x") === undefined);
    });

    await test.step("what nobody of ours changed is seen too, and a made value stays in its maker's memory", async () => {
      assertEquals(await one.getOrSet("made", () => Promise.resolve(1)), 1);
      await until("it is in the second level", async () => await control.exists("tierlab:{cache:made}") === 1);
      // What was announced before this comes before the answer to it.
      await new Promise((resolve) => setTimeout(resolve, 100));
      assertEquals(remembered(one, "made"), 1);
      await control.del("tierlab:{cache:made}");
      await until("a key that was deleted by hand is forgotten", () => remembered(one, "made") === undefined);
    });

    await test.step("a flush empties memory", async () => {
      await one.set("k", 1);
      await recall(other, "k", 1);
      await control.flushall();
      await until("both forget", () => remembered(one, "k") === undefined && remembered(other, "k") === undefined);
    });

    // Whoever learns of a flush deletes once more what it changed before; a value set in between goes with it, and is set again.
    await test.step("when the connection that hears is killed, what changed meanwhile is not served", async () => {
      await until("both keys come to the other's memory", async () => {
        for (const key of ["killed", "later"]) {
          if (remembered(other, key) === 1) continue;
          if (await other.get(key) === undefined) await one.set(key, 1, tags);
        }
        return remembered(other, "killed") === 1 && remembered(other, "later") === 1;
      });
      assertEquals(await killEars(control), 2);
      await control.del("tierlab:{cache:killed}");
      assertEquals(await one.invalidateByTag("product:1"), true);
      await until("what was deleted is not served", async () => await other.get("killed") === undefined);
      await until("what was invalidated is not served", async () => await other.get("later") === undefined);
      await until("both hear again", async () => {
        await other.set("again", 1);
        await recall(one, "again", 1);
        await other.delete("again");
        return remembered(one, "again") === undefined;
      });
    });

    await test.step("when Redis is restarted and has forgotten all, nothing from before is served", async () => {
      await one.set("restarted", 1, tags);
      await recall(other, "restarted", 1);
      await redis.stop();
      assertEquals(remembered(other, "restarted"), 1);
      redis = await startRedis(redis.port);
      await until("memory is emptied", () => remembered(other, "restarted") === undefined);
      await until("it is shared again", async () => {
        if (await other.get("after") === undefined) await one.set("after", 1, tags);
        return remembered(other, "after") === 1;
      });
      assertEquals(await one.invalidateByTag("product:1"), true);
      await until("an invalidation is heard", async () => await other.get("after") === undefined);
    });
  } finally {
    await Promise.all([one.close(), other.close()]);
    control.disconnect();
    await redis.stop();
  }
});

serverTest(
  "client tracking: the staleness bound holds when announcements end without a sign",
  { "redis-server": redisServer },
  async () => {
    const server = await startRedis();
    const place = readRedisUrl(server.url);
    const [redis, subscriber] = [openRedis(place, "commands") as Redis, openRedis(place, "tracking") as Redis];
    const deadlines = new DeadlineQueue(DEADLINE_MS, "Redis");
    const heartbeatMs = 300;
    try {
      const inner = new RedisTracking({ redis, subscriber, deadlines, prefix: "p:" });
      const tags = new Tags({ bus: new TrackingBus(inner), probe: { emit: () => {} }, self: 1, heartbeatMs });
      await Promise.all([inner.open(), redis.connect()]);
      await live(function* () {
        yield* tags.start();
        yield* sleep(2 * heartbeatMs);
        const stamp = tags.table.stamp([]);
        yield* sleep(2 * heartbeatMs);
        // Heartbeats that find all well leave memory alone.
        assertEquals(tags.table.isCurrent(stamp), true);
        yield* outside("the test's own hand", () => redis.call("CLIENT", "TRACKING", "OFF"));
        const mostMs = tracking.boundMs({ heartbeatMs, deadlineMs: DEADLINE_MS });
        yield* outside("distrust", () => until("distrust", () => !tags.table.isCurrent(stamp), mostMs));
        yield* outside("again", () => until("it hears again", async () => await redis.client("GETREDIR") > 0));
        tags.close();
      });
    } finally {
      for (const connection of [redis, subscriber]) closeRedis(connection);
      deadlines.close();
      await server.stop();
    }
  },
);

serverTest("client tracking behind sentinels: made anew with the master that was promoted", {
  "redis-server": redisServer,
}, async () => {
  const servers = await startRedisSentinels();
  const [one, other] = [instance(servers.url, 500), instance(servers.url, 500)];
  try {
    await until("both can be reached", async () => await one.set("k", 1) && await other.get("k") === 1);
    await servers.master.kill();
    for (let key = 0; key < 50; key++) assertEquals(await one.getOrSet(`during ${key}`, () => key), key);
    let round = 0;
    await until("changes are heard again", async () => {
      const key = `after ${++round}`;
      if (!await one.set(key, 1) || await other.get(key) !== 1 || remembered(other, key) !== 1) return false;
      if (!await one.delete(key)) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return remembered(other, key) === undefined;
    }, 60_000);
  } finally {
    await Promise.all([one.close(), other.close()]);
    await servers.stop();
  }
});
