import { assert, assertEquals } from "@std/assert";
import { ProcessFaults } from "../../src/adapters/live/faults/process_faults.ts";
import { startRedisServer } from "../../src/adapters/live/servers/redis_server.ts";
import { type CacheStrategyFace, createCacheStrategy } from "../../src/mod.ts";
import { redisServer, serverTest } from "../support/servers.ts";

// A loaded machine must not make a test fail that is not about deadlines.
const OPTIONS = { deadlineMs: 2000, heartbeatMs: 200, breaker: { failures: 1, coolDownMs: 100 } };
const TAGGED = { tags: ["product:1"] };

/** Waits until it holds, a minute at most. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limitMs = performance.now() + 60_000;
  while (!await holds()) {
    assert(performance.now() < limitMs, `${what} must hold within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Two instances on a Redis of ours without persistence, a truth that only grows, and what has been acknowledged of it. */
class Shop {
  version = 1;
  readonly load = () => Promise.resolve(this.version);
  readonly #one: CacheStrategyFace;
  readonly #other: CacheStrategyFace;

  constructor(one: CacheStrategyFace, other: CacheStrategyFace) {
    this.#one = one;
    this.#other = other;
  }

  versionOfTag(): number {
    return this.#one.parts.tags.table.cell("product:1").version;
  }

  async read(strategy: CacheStrategyFace): Promise<number> {
    return await strategy.getOrSet("product:1", this.load, TAGGED);
  }

  /** Changes the truth and invalidates until that is acknowledged; from then on nobody may be given what was before. */
  async change(): Promise<void> {
    const version = ++this.version;
    await until("an invalidation is acknowledged", () => this.#one.invalidateByTag("product:1"));
    assertEquals(await this.read(this.#one), version, "who invalidated reads the new value at once");
    // The bound is that of the message, which is on its way.
    await until("the other instance reads the new value", async () => await this.read(this.#other) === version);
    // Once it has been seen it never goes back, whatever the levels hold.
    for (let turn = 0; turn < 20; turn++) {
      assertEquals([await this.read(this.#one), await this.read(this.#other)], [version, version]);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

serverTest("redis: killed or stopped by signals and lost all data: what was invalidated is never served again", {
  "redis-server": redisServer,
}, async (test) => {
  const server = await startRedisServer({ program: redisServer! });
  const faults = new ProcessFaults({
    pid: server.pid,
    restart: async () => {
      await server.restart();
      return { pid: server.pid };
    },
  });
  const instance = () => createCacheStrategy({ l2: { url: server.url, ...OPTIONS } });
  const [one, other] = [instance(), instance()];
  const shop = new Shop(one, other);
  try {
    for (const kind of ["kill", "pause"] as const) {
      await test.step(kind, async () => {
        await until("both hold a value", async () => (await shop.read(one)) === (await shop.read(other)));
        // A server that counts from the beginning again would be far below.
        for (let turn = 0; turn < 30; turn++) await one.invalidateByTag("product:1");
        await shop.change();
        const acknowledged = shop.version;
        const pid = faults.pid;
        await faults.inject({ kind });
        // What nobody was told of is no excuse to fail, nor for the old value where it was invalidated.
        shop.version++;
        assertEquals(await one.invalidateByTag("product:1"), false, "nobody can be told meanwhile");
        assertEquals(await shop.read(one), shop.version);
        for (let key = 0; key < 50; key++) assertEquals(await one.getOrSet(`${kind} ${key}`, () => key), key);
        assert(await shop.read(other) >= acknowledged, "the other serves what it could know, nothing older");
        await faults.heal();
        assertEquals(faults.pid === pid, kind === "pause", "a killed server is another process afterwards");
        const { version } = shop;
        await until("what was owed reaches the other instance", async () => await shop.read(other) === version);
        // More than once: at first nothing in memory is trusted, and a version that did not grow would not show.
        for (let turn = 0; turn < 3; turn++) {
          const known = shop.versionOfTag();
          await shop.change();
          assert(shop.versionOfTag() > known, `versions only grow: ${shop.versionOfTag()} after ${known}`);
        }
        // Who comes afterwards, and knows nothing, is given nothing old either.
        const late = instance();
        try {
          await until("a third instance reads the new value", async () => await shop.read(late) === shop.version);
        } finally {
          await late.close();
        }
      });
    }
  } finally {
    await Promise.all([one.close(), other.close()]);
    await faults.heal();
    await server.stop();
  }
});
