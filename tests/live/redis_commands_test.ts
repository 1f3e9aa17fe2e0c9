import { assert, assertEquals } from "@std/assert";
import slotOf from "cluster-key-slot";
import { Redis } from "ioredis";
import { RedisLevel } from "../../src/adapters/live/redis_store.ts";
import { startRedisCluster } from "../../src/adapters/live/servers/redis_cluster.ts";
import { startRedisServer } from "../../src/adapters/live/servers/redis_server.ts";
import { createCacheStrategy } from "../../src/mod.ts";
import { live } from "../support/live_worlds.ts";
import { redisServer, serverTest } from "../support/servers.ts";

// What reaches the servers, as they count it themselves (INFO commandstats).

/** The servers' own counts since the last look, without what only looks at them or keeps a cluster known. */
class Counts {
  readonly #servers: readonly Redis[];

  constructor(ports: readonly number[]) {
    this.#servers = ports.map((port) => new Redis(port, "127.0.0.1"));
  }

  async reset(): Promise<void> {
    for (const server of this.#servers) await server.config("RESETSTAT");
  }

  async read(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const server of this.#servers) {
      for (const [, name, calls] of String(await server.info("commandstats")).matchAll(/cmdstat_(\S+?):calls=(\d+)/g)) {
        if (/^(info|config|cluster|client|hello|ping)\b/.test(name!)) continue;
        // Between masters and their replicas.
        if (/^(replconf|psync)/.test(name!)) continue;
        counts[name!] = (counts[name!] ?? 0) + Number(calls);
      }
    }
    return counts;
  }

  close(): void {
    for (const server of this.#servers) server.disconnect();
  }
}

/** An instance that asks of its own accord nothing once it has begun. */
async function quietInstance(url: string) {
  const cacheStrategy = createCacheStrategy({
    l2: { url, deadlineMs: 5000, heartbeatMs: 0, breaker: { failures: 3, coolDownMs: 100 } },
  });
  for (let attempt = 0; cacheStrategy.stats().readCommands === 0; attempt++) {
    assert(attempt < 3000, "it reads from Redis within a minute");
    await cacheStrategy.get(`warm ${attempt}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return cacheStrategy;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await holds(); tries++) {
    assert(tries < 3000, `waited a minute for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const programs = { "redis-server": redisServer };

serverTest(
  "redis: a hit of the second level is one GET and nothing else; many in one turn are one MGET",
  programs,
  async () => {
    const server = await startRedisServer({ program: redisServer! });
    const counts = new Counts([server.port]);
    const [writer, reader] = [await quietInstance(server.url), await quietInstance(server.url)];
    try {
      for (let key = 0; key < 60; key++) await writer.set(`k${key}`, key, { tags: ["all", `tag ${key}`] });
      await counts.reset();
      for (let key = 0; key < 20; key++) assertEquals(await reader.getOrSet(`k${key}`, () => -1), key);
      assertEquals(await counts.read(), { get: 20 });
      // In memory now: nothing more is asked.
      for (let key = 0; key < 20; key++) assertEquals(reader.getOrSet(`k${key}`, () => -1), key);
      assertEquals(await counts.read(), { get: 20 });
      await counts.reset();
      const keys = Array.from({ length: 20 }, (_, index) => 20 + index);
      assertEquals(await Promise.all(keys.map((key) => reader.getOrSet(`k${key}`, () => -1))), keys);
      assertEquals(await counts.read(), { mget: 1 });
      await counts.reset();
      const others = keys.map((key) => key + 20);
      assertEquals(await reader.getMany<number>(others.map((key) => `k${key}`)), others);
      assertEquals(await counts.read(), { mget: 1 });
    } finally {
      counts.close();
      await Promise.all([writer.close(), reader.close()]);
      await server.stop();
    }
  },
);

/** Keys of a few slots, `perSlot` of each. */
function keysOfSlots(slots: number, perSlot: number): string[] {
  const bySlot = new Map<number, string[]>();
  const whole: string[][] = [];
  for (let number = 0; whole.length < slots; number++) {
    const key = `k${number}`;
    const slot = slotOf(`cache:${key}`);
    const keys = bySlot.get(slot) ?? [];
    bySlot.set(slot, keys);
    if (keys.push(key) === perSlot) whole.push(keys);
  }
  return whole.flat();
}

serverTest("redis cluster: getMany is one MGET for each slot", programs, async () => {
  const cluster = await startRedisCluster({ program: redisServer! });
  const counts = new Counts(cluster.masters.map(({ port }) => port));
  const [writer, reader] = [await quietInstance(cluster.url), await quietInstance(cluster.url)];
  try {
    const keys = keysOfSlots(9, 3);
    for (const key of keys) await writer.set(key, `value of ${key}`);
    await counts.reset();
    assertEquals(await reader.getMany<string>(keys), keys.map((key) => `value of ${key}`));
    assertEquals(await counts.read(), { mget: 9 });
  } finally {
    counts.close();
    await Promise.all([writer.close(), reader.close()]);
    await cluster.stop();
  }
});

serverTest("redis: what was deleted while a factory ran is not overwritten by what it made", programs, async () => {
  const server = await startRedisServer({ program: redisServer! });
  const counts = new Counts([server.port]);
  const [maker, deleter, onlooker] = [
    await quietInstance(server.url),
    await quietInstance(server.url),
    await quietInstance(server.url),
  ];
  const level = await RedisLevel.connect(server.url, "tierlab:", { deadlineMs: 5000 });
  /** Lets a factory give an old value after something happened. */
  const make = async (key: string, meanwhile: () => Promise<unknown>): Promise<void> => {
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    const answer = maker.getOrSet(key, () => {
      begun.resolve();
      return gate.promise;
    });
    await begun.promise;
    await meanwhile();
    await counts.reset();
    gate.resolve("old");
    assertEquals(await answer, "old", "who asked before has what was true then");
  };
  /** What sets if nothing, or what was seen, is there has been run; nobody waits for it. */
  const written = () =>
    until("the write", async () => {
      const { set, evalsha } = await counts.read();
      return (set ?? evalsha) !== undefined;
    });
  try {
    await make("kept", () => Promise.resolve());
    await written();
    assertEquals(await onlooker.get("kept"), "old", "without a deletion it is there");
    // The grave alone, as when the message of the deletion is late: the maker does not know, and tries to write.
    const grave = { mark: 123_456, keptMs: 60_000 };
    await make("buried", () => live(() => level.view("cache").delete("buried", grave)));
    await written();
    assertEquals(await onlooker.get("buried"), undefined);
    assertEquals(await deleter.getOrSet("buried", () => "new"), "new");
    await until("what was made after the deletion", async () => await onlooker.get("buried") === "new");
    await make("deleted", () => deleter.delete("deleted"));
    for (let turn = 0; turn < 10; turn++) {
      assertEquals(await onlooker.get("deleted"), undefined);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    counts.close();
    level.close();
    await Promise.all([maker, deleter, onlooker].map((instance) => instance.close()));
    await server.stop();
  }
});
