import { assert, assertEquals, assertRejects } from "@std/assert";
import { Redis } from "ioredis";
import { RedisLevel } from "../../src/adapters/live/redis_store.ts";
import { EXIT, Failure } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { CacheStrategy } from "../../src/cache/strategy.ts";
import { Tags } from "../../src/cache/tags.ts";
import { immediate, outside, sleep } from "../../src/flow/instructions.ts";
import type { LiveWorld } from "../../src/flow/live_clock.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { live } from "../support/live_worlds.ts";
import { RecordingProbe } from "../support/recording_probe.ts";
import { freePort, redisServer, serverTest, startRedis } from "../support/servers.ts";

const OPTIONS = { ttlMs: 10_000, sizeBytes: 1 };

let instances = 0;

function instanceOn(level: RedisLevel, world: LiveWorld) {
  const probe = new RecordingProbe();
  const tags = new Tags({ bus: level.tagBus(), probe, self: ++instances });
  const cache = new CacheStrategy({
    clock: world,
    probe,
    tags,
    l1: new BoundedStore({ maxEntries: 100, random: new Random(1) }),
    l1TtlMs: 60_000,
    l2: level.view("page"),
    defaultTtlMs: 60_000,
    names: { l1: "l1", l2: "l2" },
  });
  return { cache, tags, probe };
}

/** Waits until it holds, thirty seconds at most. */
function* until(holds: () => boolean): Flow<void> {
  for (let turn = 0; !holds() && turn < 3000; turn++) yield* sleep(10);
  assert(holds(), "it must hold within thirty seconds");
}

Deno.test("redis: a server that is not there is one clear failure with the exit status for what cannot be reached", async () => {
  const url = `redis://127.0.0.1:${freePort()}`;
  const failure = await assertRejects(() => RedisLevel.connect(url, "p:"), Failure, `a server must answer at ${url}`);
  assertEquals([failure.code, failure.exitStatus], ["redis-unreachable", EXIT.unreachable]);
});

serverTest("redis", { "redis-server": redisServer }, async (test) => {
  let redis = await startRedis();
  // A loaded machine must not make a step fail that is not about deadlines.
  const patient = { deadlineMs: 2000 };
  const one = await RedisLevel.connect(redis.url, "one:", patient);
  const other = await RedisLevel.connect(redis.url, "one:", patient);
  const stranger = await RedisLevel.connect(redis.url, "two:", patient);
  const hasty = await RedisLevel.connect(redis.url, "one:");
  const admin = new Redis(redis.url, { maxRetriesPerRequest: 0 });
  admin.on("error", () => {});
  try {
    await test.step("values come back as they were, in their name space and run alone, until they expire or are deleted", () =>
      live(function* () {
        const page = one.view("page");
        const value = { rows: [{ id: 1, name: "ä \u0000 €", price: 1.5, none: null }] };
        yield* page.set("k", value, OPTIONS);
        assertEquals([yield* page.get("k"), yield* other.view("page").get("k")], [value, value]);
        assertEquals([yield* one.view("query").get("k"), yield* stranger.view("page").get("k")], [
          undefined,
          undefined,
        ]);
        yield* page.set("brief", 1, { ttlMs: 30, sizeBytes: 1 });
        yield* page.set("tiny", 1, { ttlMs: 0.2, sizeBytes: 1 });
        yield* sleep(60);
        assertEquals([yield* page.get("brief"), yield* page.get("tiny")], [undefined, undefined]);
        yield* page.delete("k");
        assertEquals(yield* page.get("k"), undefined);
      }));

    await test.step("clear takes out the name space's keys, thousands of them, and no others", () =>
      live(function* () {
        const [page, query] = [one.view("page"), one.view("query")];
        for (let key = 0; key < 1500; key++) yield* page.set(`k${key}`, key, OPTIONS);
        yield* query.set("k", 1, OPTIONS);
        yield* stranger.view("page").set("k", 2, OPTIONS);
        yield* page.clear();
        assertEquals([yield* page.get("k0"), yield* page.get("k1499")], [undefined, undefined]);
        assertEquals([yield* query.get("k"), yield* stranger.view("page").get("k")], [1, 2]);
      }));

    await test.step("tag versions only grow, start at the server's clock, and are told to every instance of the run", () =>
      live(function* () {
        const heard: Record<string, [string, number][]> = { one: [], other: [], stranger: [] };
        const ends = Object.entries({ one, other, stranger }).map(([name, level]) =>
          level.tagBus().subscribe({
            heard: ({ tags, versions }) => tags.forEach((tag, index) => heard[name]!.push([tag, versions[index]!])),
            resumed: () => {},
          })
        );
        const bus = one.tagBus();
        const [a, b] = yield* bus.raise(["a", "b"], 1);
        const [again] = yield* other.tagBus().raise(["a"], 2);
        const least = (Date.now() - 60_000) * 1000;
        assert(a! >= least && b! >= least && again! > a!);
        yield* until(() => heard["other"]!.length === 3 && heard["one"]!.length === 3);
        assertEquals(heard["other"], [["a", a!], ["b", b!], ["a", again!]]);
        assertEquals(heard["stranger"], []);
        assertEquals(new Map((yield* bus.position()).versions), new Map([["a", again!], ["b", b!]]));
        for (const end of ends) end();
        yield* bus.raise(["a"], 1);
        yield* sleep(20);
        assertEquals(heard["one"]!.length, 3);
      }));

    await test.step("two instances: promotion from L2, and an invalidation that reaches both", () =>
      live(function* (world) {
        const [first, second] = [instanceOn(one, world), instanceOn(other, world)];
        let version = 1;
        const factory = () => immediate(`v${version}`);
        const tagged = { tags: ["product:1"] };
        assertEquals((yield* first.cache.lookup("k", factory, tagged)).servedBy, "origin");
        yield* sleep(20);
        assertEquals((yield* second.cache.lookup("k", factory, tagged)).servedBy, "l2");
        assertEquals((yield* second.cache.lookup("k", factory, tagged)).servedBy, "l1");
        version = 2;
        yield* first.cache.invalidateByTag("product:1");
        yield* until(() => second.tags.table.cell("product:1").version > 0);
        const { value, servedBy } = yield* second.cache.lookup("k", factory, tagged);
        assertEquals([value, servedBy], ["v2", "origin"]);
        yield* sleep(20);
        assertEquals((yield* first.cache.lookup("k", factory, tagged)).value, "v2");
        assertEquals([first.probe.degraded(), second.probe.degraded()], [[], []]);
        for (const { tags } of [first, second]) tags.close();
      }));

    await test.step("what was raised while the subscription was lost is learnt when it is back", () =>
      live(function* (world) {
        const { tags } = instanceOn(other, world);
        yield* tags.start();
        yield* outside("the test's own hand", () => admin.call("CLIENT", "KILL", "TYPE", "pubsub"));
        const [version] = yield* one.tagBus().raise(["missed"], 99);
        yield* until(() => tags.table.cell("missed").version === version);
        tags.close();
      }));

    await test.step("a server that hangs costs its deadline, then nothing", () =>
      live(function* (world) {
        const { cache, probe } = instanceOn(hasty, world);
        yield* outside("the test's own hand", () => admin.call("CLIENT", "PAUSE", "600", "ALL"));
        const times: number[] = [];
        for (let key = 0; key < 6; key++) {
          const askedMs = world.nowMs();
          yield* cache.getOrSet(`paused ${key}`, () => immediate(key));
          times.push(world.nowMs() - askedMs);
        }
        assert(times[0]! >= 40 && times[0]! < 300, String(times));
        assert(times.slice(4).every((ms) => ms < 30), String(times));
        assertEquals(probe.degraded(), ["l2"]);
        yield* sleep(700);
      }));

    await test.step("a server that dies is gone around at once; when it is back it is used again, subscription included", () =>
      live(function* (world) {
        const { cache, tags, probe } = instanceOn(one, world);
        yield* tags.start();
        yield* cache.getOrSet("k", () => immediate("v1"), { tags: ["t"] });
        yield* outside("the test's own hand", () => redis.stop());
        cache.clearMemory();
        const askedMs = world.nowMs();
        assertEquals(yield* cache.getOrSet("k", () => immediate("v2"), { tags: ["t"] }), "v2");
        assert(world.nowMs() - askedMs < 200);
        yield* cache.invalidateByTag("t");
        assertEquals(yield* cache.getOrSet("k", () => immediate("v3"), { tags: ["t"] }), "v3");
        assertEquals(probe.degraded(), ["l2", "tags"]);
        redis = yield* outside("the test's own hand", () => startRedis(redis.port));
        for (let servedBy = ""; servedBy !== "l2";) {
          assert(world.nowMs() - askedMs < 30_000, "the second level must be used again");
          yield* sleep(20);
          cache.clearMemory();
          servedBy = (yield* cache.lookup("back", () => immediate(1))).servedBy;
        }
        let heard = 0;
        const end = other.tagBus().subscribe({ heard: () => heard++, resumed: () => {} });
        yield* cache.invalidateByTag("t");
        assertEquals((yield* cache.lookup("k", () => immediate("v4"), { tags: ["t"] })).value, "v4");
        yield* until(() => heard > 0);
        end();
        tags.close();
      }));
  } finally {
    for (const level of [one, other, stranger, hasty]) level.close();
    admin.disconnect();
    await redis.stop();
  }
});
