import { assert, assertEquals } from "@std/assert";
import { CacheStrategy, type EntryOptions, type FactoryContext } from "../../src/cache/strategy.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow, Operation } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { BusListener } from "../../src/ports/key_value_store.ts";
import type { Store } from "../../src/cache/store.ts";
import { CacheWorld } from "../support/cache_world.ts";

/** A factory that takes 20 ms and counts its runs; its values are "v1", "v2", … by the time they were begun. */
function counted(latencyMs = 20) {
  const runs = { count: 0 };
  const make = (change: (context: FactoryContext) => void = () => {}) =>
    function* (context: FactoryContext): Flow<string> {
      const value = `v${++runs.count}`;
      change(context);
      yield* sleep(latencyMs);
      return value;
    };
  return { runs, make, factory: make() };
}

/** The value without any instruction to the interpreter, or undefined when the operation has to wait. */
function atOnce<T>(operation: Operation<T>): T | undefined {
  const result = operation[Symbol.iterator]().next();
  return result.done ? result.value : undefined;
}

const never = (): never => {
  throw new RangeError("the factory must not run");
};

function inWorld(run: (world: CacheWorld, clock: Clock) => Operation<void>): void {
  simulate((clock) => run(new CacheWorld(clock), clock));
}

const TAGGED: EntryOptions = { tags: ["product:1"] };

Deno.test("strategy: a miss runs the factory and stores in both levels; a hit in memory is given at once, without an event", () => {
  inWorld(function* ({ store }, clock) {
    const { cache, probe } = new CacheWorld(clock).instance({ l2: store.view("page") });
    const { factory, runs } = counted();
    assertEquals(yield* cache.lookup("k", factory), { value: "v1", servedBy: "origin" });
    assertEquals(clock.nowMs(), 2 + 20, "who asked does not wait for the write to the second level");
    const hit = atOnce(cache.lookup("k", never));
    assertEquals([hit?.value, hit?.servedBy, clock.nowMs(), runs.count], ["v1", "l1", 22, 1]);
    yield* sleep(2);
    assert((yield* store.view("page").get("k")) !== undefined);
    assertEquals([probe.outcomes("l1"), probe.outcomes("l2")], [["miss", "hit"], ["miss"]]);
    assertEquals(probe.of("lookup").map((event) => event.latencyMs), [0, 2, 0]);
    cache.audit();
  });
});

Deno.test("strategy: a hit in the second level is promoted, on another instance too", () => {
  inWorld(function* (world, clock) {
    const [one, other] = [world.instance(), world.instance()];
    yield* one.cache.getOrSet("k", counted().factory, TAGGED);
    yield* sleep(5);
    const askedMs = clock.nowMs();
    const served = yield* other.cache.lookup("k", never, TAGGED);
    assertEquals([served.value, served.servedBy, clock.nowMs() - askedMs], ["v1", "l2", 2]);
    assertEquals(atOnce(other.cache.lookup("k", never))?.servedBy, "l1");
    assertEquals([other.probe.outcomes("l1"), other.probe.outcomes("l2")], [["miss", "hit"], ["hit"]]);
  });
});

Deno.test("strategy: an entry of L1 lives for L1's time at most, and never beyond what is left in L2", () => {
  inWorld(function* (world, clock) {
    const [one, other] = [world.instance(), world.instance()];
    const { factory, runs } = counted(0);
    yield* one.cache.getOrSet("long", factory);
    yield* one.cache.getOrSet("short", factory, { ttlMs: 30_000 });
    const madeMs = clock.nowMs();
    const until = (ms: number) => sleep(madeMs + ms - clock.nowMs());
    yield* until(29_000);
    assertEquals((yield* other.cache.lookup("short", never)).servedBy, "l2");
    yield* until(29_900);
    assertEquals(atOnce(other.cache.lookup("short", never))?.servedBy, "l1");
    yield* until(30_000);
    for (const { cache } of [one, other]) assertEquals(atOnce(cache.lookup("short", never)), undefined);
    assertEquals((yield* other.cache.lookup("short", factory)).servedBy, "origin");
    yield* until(59_900);
    assertEquals(atOnce(one.cache.lookup("long", never))?.servedBy, "l1");
    yield* until(60_100);
    assertEquals((yield* one.cache.lookup("long", never)).servedBy, "l2");
    yield* until(599_900);
    assertEquals((yield* other.cache.lookup("long", never)).servedBy, "l2");
    yield* until(600_000);
    for (const { cache } of [one, other]) assertEquals(atOnce(cache.lookup("long", never)), undefined);
    assertEquals(runs.count, 3);
  });
});

Deno.test("strategy: the factory decides on time to live, weight and whether its value is kept", () => {
  inWorld(function* (world) {
    const { cache, l1 } = world.instance();
    const { make, runs } = counted();
    yield* cache.getOrSet("kept", make((context) => Object.assign(context, { ttlMs: 50, sizeBytes: 700 })));
    assertEquals([l1.size, l1.bytes], [1, 700]);
    yield* sleep(50);
    assertEquals((yield* cache.lookup("kept", make())).servedBy, "origin");
    const unkept = make((context) => context.isCacheable = false);
    for (let turn = 0; turn < 2; turn++) assertEquals((yield* cache.lookup("unkept", unkept)).servedBy, "origin");
    yield* sleep(10);
    assertEquals([runs.count, yield* cache.get("unkept")], [4, undefined]);
  });
});

Deno.test("strategy: set, get and delete reach both levels", () => {
  inWorld(function* (world) {
    const [one, other] = [world.instance(), world.instance()];
    yield* one.cache.set("k", { price: 1 }, { sizeBytes: 5 });
    yield* sleep(5);
    assertEquals([yield* one.cache.get("k"), yield* other.cache.get("k")], [{ price: 1 }, { price: 1 }]);
    yield* one.cache.delete("k");
    assertEquals([yield* one.cache.get("k"), yield* other.cache.get("k")], [undefined, undefined]);
    yield* one.cache.set("a", 1);
    yield* sleep(5);
    yield* one.cache.clear();
    assertEquals([yield* one.cache.get("a"), yield* other.cache.get("a"), one.l1.size], [undefined, undefined, 0]);
  });
});

Deno.test("strategy: clearing memory, as a restart does, leaves the second level", () => {
  inWorld(function* (world) {
    const { cache } = world.instance();
    yield* cache.getOrSet("k", counted().factory);
    yield* sleep(5);
    cache.clearMemory();
    assertEquals((yield* cache.lookup("k", never)).servedBy, "l2");
  });
});

Deno.test("strategy: invalidateByTag reaches L1, L2 and the query cache of the instance at once", () => {
  inWorld(function* (world, clock) {
    const { cache, tags, probe } = world.instance();
    const queries = new CacheStrategy({
      clock,
      probe,
      tags,
      l1: world.instance().l1,
      l1TtlMs: 1e6,
      l2: world.store.view("query"),
      defaultTtlMs: 1e6,
      names: { l1: "query-cache", l2: "query-cache" },
    });
    const { factory } = counted();
    const ask = function* (key: string, options: EntryOptions): Flow<[string, string]> {
      const page = yield* cache.lookup(key, factory, options);
      return [page.servedBy, (yield* queries.lookup(key, factory, options)).servedBy];
    };
    const other: EntryOptions = { tags: ["product:2", "products"] };
    yield* ask("one", TAGGED);
    yield* ask("other", other);
    yield* sleep(5);
    assertEquals([yield* ask("one", TAGGED), yield* ask("other", other)], [["l1", "query-cache"], [
      "l1",
      "query-cache",
    ]]);
    yield* cache.invalidateByTag("product:1");
    assertEquals(yield* ask("one", TAGGED), ["origin", "origin"]);
    assertEquals(yield* ask("other", other), ["l1", "query-cache"]);
    yield* cache.invalidateByTag(["nobody's", "products"]);
    assertEquals(yield* ask("other", other), ["origin", "origin"]);
  });
});

Deno.test("strategy: invalidateByTag on one instance reaches the other within a bus message, however the levels stand", () => {
  inWorld(function* (world, clock) {
    const [one, other] = [world.instance(), world.instance()];
    const { factory } = counted();
    yield* one.cache.getOrSet("k", factory, TAGGED);
    yield* sleep(5);
    yield* other.cache.getOrSet("k", factory, TAGGED);
    const askedMs = clock.nowMs();
    yield* one.cache.invalidateByTag("product:1");
    assertEquals(clock.nowMs() - askedMs, 1, "acknowledged after one way there");
    assertEquals(atOnce(other.cache.lookup("k", never))?.servedBy, "l1", "one message later than that");
    yield* sleep(2);
    assertEquals(atOnce(other.cache.lookup("k", factory)), undefined);
    assertEquals((yield* other.cache.lookup("k", factory, TAGGED)).servedBy, "origin", "L2's is stale as well");
    assertEquals((yield* one.cache.lookup("k", never, TAGGED)).value, "v2");
  });
});

Deno.test("strategy: an instance that starts later, or hears nothing, learns of versions from the snapshot and from envelopes", () => {
  inWorld(function* (world) {
    const one = world.instance();
    yield* one.cache.getOrSet("k", counted().factory, TAGGED);
    yield* sleep(5);
    yield* one.cache.invalidateByTag("product:1");
    const late = world.instance();
    yield* late.tags.start();
    assertEquals((yield* late.cache.lookup("k", counted().factory, TAGGED)).servedBy, "origin");
    const deaf = world.instance();
    deaf.tags.close();
    yield* sleep(5);
    yield* deaf.cache.getOrSet("k", never, TAGGED);
    assertEquals(deaf.tags.table.cell("product:1").version, one.tags.table.cell("product:1").version);
  });
});

for (
  const [what, disturb] of Object.entries<(cache: CacheStrategy) => Operation<unknown>>({
    "its tag is invalidated": (cache) => cache.invalidateByTag("product:1"),
    "its key is deleted": (cache) => cache.delete("k"),
    "its key is set": (cache) => cache.set("k", "set"),
    "everything is cleared": (cache) => cache.clear(),
  })
) {
  for (const atMs of [0, 1, 3, 10, 19, 21]) {
    Deno.test(`strategy: what a factory fetched is stored nowhere when ${what} ${atMs} ms after it was asked for`, () => {
      inWorld(function* (world) {
        const { cache, tags } = world.instance();
        const { factory } = counted();
        const asking = yield* spawn(cache.getOrSet("k", factory, TAGGED));
        yield* sleep(atMs);
        yield* disturb(cache);
        assertEquals(yield* asking, "v1", "who waited gets it all the same");
        yield* sleep(20);
        const kept = what === "its key is set" ? "set" : undefined;
        assertEquals(yield* cache.get("k"), kept);
        cache.clearMemory();
        assertEquals(yield* cache.get("k"), kept, "the second level");
        const fresh = world.instance();
        yield* fresh.tags.start();
        assertEquals(yield* fresh.cache.get("k"), kept, "another instance");
        assertEquals(tags.table.size > 0, true);
        cache.audit();
      });
    });
  }
}

Deno.test("strategy: a second level whose operations overtake each other keeps the last word, also after delete and clear", () => {
  // Each operation is faster than the one before, so the later one would land first.
  let ms = 64;
  const faster = { draw: () => ms = Math.max(1, ms / 2), text: "faster each time" };
  simulate(function* (clock) {
    const world = new CacheWorld(clock, { sharedStore: faster });
    const { cache } = world.instance();
    const fresh = function* (): Flow<unknown> {
      ms = 64;
      yield* sleep(200);
      return yield* world.instance().cache.get("k");
    };
    ms = 64;
    yield* cache.set("k", 1);
    yield* cache.set("k", 2);
    yield* cache.set("k", 3);
    assertEquals(yield* fresh(), 3);
    ms = 64;
    yield* cache.set("k", 4);
    yield* cache.delete("k");
    assertEquals(yield* fresh(), undefined);
    ms = 64;
    yield* cache.set("k", 5);
    yield* cache.clear();
    assertEquals(yield* fresh(), undefined);
  });
});

Deno.test("strategy: a thousand callers at once share one run of the factory, and its value", () => {
  inWorld(function* (world) {
    const { cache } = world.instance();
    const { factory, runs } = counted();
    const values = yield* all(Array.from({ length: 1000 }, () => cache.getOrSet("k", factory)));
    assertEquals([new Set(values), runs.count, cache.stats().flights], [new Set(["v1"]), 1, 0]);
    cache.audit();
  });
});

Deno.test("strategy: a thousand callers at once share one failure, which is not stored", () => {
  inWorld(function* (world) {
    const { cache } = world.instance();
    let runs = 0;
    const failing = function* (): Flow<string> {
      runs++;
      yield* sleep(20);
      throw new RangeError("no database");
    };
    const caller = function* (): Flow<string> {
      try {
        return yield* cache.getOrSet("k", failing);
      } catch (error) {
        rethrowHalt(error);
        return (error as Error).message;
      }
    };
    const outcomes = yield* all(Array.from({ length: 1000 }, caller));
    assertEquals([new Set(outcomes), runs], [new Set(["no database"]), 1]);
    assertEquals(yield* cache.getOrSet("k", counted().factory), "v1");
    cache.audit();
  });
});

Deno.test("strategy: who comes after an invalidation does not join a factory that began before it", () => {
  inWorld(function* (world) {
    const { cache } = world.instance();
    const { factory, runs } = counted();
    const before = yield* spawn(cache.getOrSet("k", factory, TAGGED));
    const other = yield* spawn(cache.getOrSet("other", factory, { tags: ["product:2"] }));
    yield* sleep(10);
    yield* cache.invalidateByTag("product:1");
    const after = yield* spawn(cache.getOrSet("k", factory, TAGGED));
    const joining = yield* spawn(cache.getOrSet("other", factory, { tags: ["product:2"] }));
    assertEquals([yield* before, yield* after, yield* other, yield* joining], ["v1", "v3", "v2", "v2"]);
    assertEquals([yield* cache.get("k"), yield* cache.get("other"), runs.count], ["v3", "v2", 3]);
  });
});

Deno.test("strategy: a caller that is halted takes nobody with it", () => {
  inWorld(function* (world) {
    const { cache } = world.instance();
    const { factory, runs } = counted();
    const first = yield* spawn(cache.getOrSet("k", factory));
    const second = yield* spawn(cache.getOrSet("k", factory));
    yield* sleep(5);
    yield* first.halt();
    assertEquals([yield* second, runs.count], ["v1", 1]);
  });
});

Deno.test("strategy: L2 down costs its deadline three times, then nothing; it is tried again and comes back", () => {
  inWorld(function* (world, clock) {
    const { cache, probe } = world.instance();
    world.store.isDown = true;
    const { factory } = counted(20);
    const times: number[] = [];
    const ask = function* (key: string): Flow<void> {
      const askedMs = clock.nowMs();
      yield* cache.getOrSet(key, factory);
      times.push(clock.nowMs() - askedMs);
    };
    for (const key of ["a", "b", "c", "d"]) yield* ask(key);
    // The third failure is the write of the first value, which nobody waits for.
    assertEquals(times, [70, 70, 20, 20]);
    assertEquals(probe.degraded(), ["l2"]);
    assertEquals(new Set(probe.of("degraded").map((event) => event.reason)).has("circuit open"), true);
    assertEquals(atOnce(cache.lookup("a", never))?.servedBy, "l1", "memory serves on");
    world.store.isDown = false;
    yield* sleep(1000);
    times.length = 0;
    yield* ask("e");
    yield* sleep(5);
    cache.clearMemory();
    yield* cache.getOrSet("e", never);
    assertEquals(times, [20], "whether it is back is found out in the background");
  });
});

Deno.test("strategy: a second level that throws at once or gives nonsense is a miss", () => {
  inWorld(function* (world) {
    const fails = (): never => {
      throw new RangeError("broken");
    };
    const { factory } = counted();
    const broken = world.instance({ l2: { get: fails, set: fails, delete: fails, clear: fails } });
    assertEquals(yield* broken.cache.getOrSet("k", factory), "v1");
    yield* broken.cache.delete("k");
    yield* broken.cache.clear();
    assertEquals(broken.probe.degraded(), ["l2"]);
    const odd = world.instance();
    yield* world.store.view("page").set("odd", "not an envelope", { ttlMs: 1000, sizeBytes: 1 });
    assertEquals(yield* odd.cache.getOrSet("odd", factory), "v2");
  });
});

Deno.test("strategy: a first level that throws is a miss, and told of", () => {
  inWorld(function* (world) {
    const fails = (): never => {
      throw new RangeError("broken");
    };
    const l1 = { size: 0, bytes: 0, get: fails, peek: fails, set: fails, delete: fails, clear: fails, audit: () => {} };
    const { cache, probe } = world.instance({ l1: l1 as Store<never> });
    const { factory } = counted();
    assertEquals((yield* cache.lookup("k", factory)).servedBy, "origin");
    yield* sleep(5);
    assertEquals((yield* cache.lookup("k", never)).servedBy, "l2");
    assertEquals(probe.degraded(), ["l1"]);
  });
});

Deno.test("strategy: each level can be switched off, both as well", () => {
  inWorld(function* (world) {
    const { factory, runs } = counted();
    const served = function* (cache: CacheStrategy): Flow<string[]> {
      const first = yield* cache.lookup("k", factory, TAGGED);
      yield* sleep(5);
      return [first.servedBy, (yield* cache.lookup("k", factory, TAGGED)).servedBy];
    };
    assertEquals(yield* served(world.instance({ l2: undefined }).cache), ["origin", "l1"]);
    assertEquals(yield* served(world.instance({ l1: undefined }).cache), ["origin", "l2"]);
    const none = world.instance({ l1: undefined, l2: undefined });
    assertEquals(yield* served(none.cache), ["origin", "origin"]);
    assertEquals(yield* all([none.cache.getOrSet("x", factory), none.cache.getOrSet("x", factory)]), ["v5", "v5"]);
    assertEquals([none.probe.of("lookup"), runs.count], [[], 5]);
    yield* none.cache.clear();
    assertEquals([none.cache.stats(), yield* none.cache.get("k")], [{ entries: 0, bytes: 0, flights: 0 }, undefined]);
  });
});

Deno.test("tags: with a failing bus an invalidation holds on this instance, says so, and is not mixed up with later ones", () => {
  inWorld(function* (world) {
    let isDown = false;
    const bus = {
      *raise(tags: readonly string[], from: number) {
        if (isDown) throw new RangeError("away");
        return yield* world.bus.raise(tags, from);
      },
      *announce(keys: readonly string[], from: number) {
        if (isDown) throw new RangeError("away");
        return yield* world.bus.announce(keys, from);
      },
      *position() {
        if (isDown) throw new RangeError("away");
        return yield* world.bus.position();
      },
      sequence: () => world.bus.sequence(),
      subscribe: (listener: BusListener) => world.bus.subscribe(listener),
    };
    const [one, other] = [world.instance({ bus }), world.instance()];
    const { factory } = counted();
    yield* one.cache.getOrSet("k", factory, TAGGED);
    yield* sleep(5);
    isDown = true;
    yield* one.cache.invalidateByTag("product:1");
    assertEquals((yield* one.cache.lookup("k", factory, TAGGED)).value, "v2");
    assertEquals([one.probe.degraded(), one.probe.of("degraded")[0]?.reason], [["tags"], "raise: RangeError"]);
    yield* one.tags.start();
    isDown = false;
    yield* sleep(5);
    // The bus counts from where it stood: its next version must still count as news, here and elsewhere.
    yield* one.cache.invalidateByTag("product:1");
    assertEquals((yield* one.cache.lookup("k", factory, TAGGED)).value, "v3");
    isDown = true;
    yield* one.cache.invalidateByTag("product:1");
    yield* one.cache.getOrSet("k", factory, TAGGED);
    isDown = false;
    yield* other.cache.invalidateByTag("product:1");
    yield* sleep(2);
    assertEquals((yield* one.cache.lookup("k", factory, TAGGED)).value, "v5");
  });
});
