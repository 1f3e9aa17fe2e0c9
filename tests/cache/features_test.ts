import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Features } from "../../src/cache/features.ts";
import type { CacheStrategy, EntryOptions, FactoryContext } from "../../src/cache/strategy.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { immediate, sleep } from "../../src/flow/instructions.ts";
import type { Flow, Operation } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { DeadlineExceeded } from "../../src/flow/timeout.ts";
import { CacheWorld } from "../support/cache_world.ts";

/** A source that takes 20 ms, counts its runs, gives "v1", "v2", … and can be made to fail or to hang. */
class Source {
  runs = 0;
  atOnce = 0;
  mostAtOnce = 0;
  latencyMs = 20;
  failure: Error | undefined;
  change: (context: FactoryContext) => void = () => {};

  readonly load = (context: FactoryContext) => this.#load(context);

  *#load(context: FactoryContext): Flow<unknown> {
    const value = `v${++this.runs}`;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    this.change(context);
    const { failure } = this;
    yield* sleep(this.latencyMs);
    this.atOnce--;
    if (failure) throw failure;
    return value;
  }
}

type Instance = ReturnType<CacheWorld["instance"]>;

interface Scene {
  readonly world: CacheWorld;
  readonly clock: Clock;
  readonly source: Source;
  readonly instance: () => Instance;
  /** Asks and says what was given, by whom, and how long it took. */
  readonly ask: (cache: CacheStrategy, key?: string, options?: EntryOptions) => Flow<[unknown, string, number]>;
}

function scene(features: Features, run: (scene: Scene) => Operation<void>): void {
  simulate((clock) => {
    const world = new CacheWorld(clock);
    const source = new Source();
    return run({
      world,
      clock,
      source,
      instance: () => world.instance({ features, l1TtlMs: 1000, defaultTtlMs: 1000 }),
      *ask(cache, key = "k", options = {}) {
        const askedMs = clock.nowMs();
        const { value, servedBy } = yield* cache.lookup(key, source.load, options);
        return [value, servedBy, clock.nowMs() - askedMs];
      },
    });
  });
}

/** What an operation throws. */
function* failureOf(operation: Operation<unknown>): Flow<unknown> {
  try {
    yield* operation;
  } catch (error) {
    rethrowHalt(error);
    return error;
  }
  return undefined;
}

const DOWN = new RangeError("no database");

Deno.test("stale while revalidate: an expired value is given at once, and made anew once", () => {
  scene({ staleWhileRevalidateMs: 500 }, function* ({ instance, source, ask }) {
    const { cache, probe } = instance();
    yield* ask(cache);
    yield* sleep(1200);
    const values = yield* all(Array.from({ length: 50 }, () => ask(cache)));
    assertEquals(new Set(values.map(([value, , ms]) => `${value} ${ms}`)), new Set(["v1 0"]));
    assertEquals(probe.outcomes("l1").filter((outcome) => outcome === "stale").length, 50);
    yield* sleep(50);
    assertEquals([(yield* ask(cache))[0], source.runs], ["v2", 2]);
    yield* sleep(1600);
    assertEquals((yield* ask(cache))[1], "origin", "too old to be served");
    cache.audit();
  });
});

Deno.test("stale while revalidate: what was invalidated is never given", () => {
  scene({ staleWhileRevalidateMs: 5000, failSafe: { maxStaleMs: 5000 } }, function* ({ instance, source, ask }) {
    const { cache } = instance();
    yield* ask(cache, "k", { tags: ["t"] });
    yield* sleep(1200);
    yield* cache.invalidateByTag("t");
    source.failure = DOWN;
    assertEquals(yield* failureOf(ask(cache)), DOWN);
  });
});

Deno.test("eager refresh: after its share of the time the value is given and made anew in the background; another instance's is taken", () => {
  scene({ eagerRatio: 0.8 }, function* ({ instance, source, ask }) {
    const [one, other] = [instance(), instance()];
    yield* ask(one.cache);
    yield* sleep(5);
    yield* ask(other.cache);
    yield* sleep(700);
    yield* ask(one.cache);
    yield* sleep(50);
    assertEquals(source.runs, 1, "before the threshold");
    yield* sleep(100);
    assertEquals(yield* ask(one.cache), ["v1", "l1", 0]);
    yield* sleep(50);
    assertEquals([(yield* ask(one.cache))[0], source.runs], ["v2", 2]);
    assertEquals(yield* ask(other.cache), ["v1", "l1", 0]);
    yield* sleep(10);
    assertEquals([(yield* ask(other.cache))[0], source.runs], ["v2", 2], "from the second level, without a factory");
  });
});

Deno.test("early refresh (XFetch): dearer values are made anew earlier, none before it can matter", () => {
  const firstRefreshMs = (latencyMs: number): number => {
    let refreshedMs = Infinity;
    scene({ earlyBeta: 1 }, function* ({ instance, source, ask, clock }) {
      source.latencyMs = latencyMs;
      const { cache } = instance();
      yield* ask(cache);
      const madeMs = clock.nowMs();
      while (source.runs === 1 && clock.nowMs() < madeMs + 1000) {
        yield* sleep(1);
        yield* ask(cache);
      }
      refreshedMs = clock.nowMs() - madeMs;
    });
    return refreshedMs;
  };
  const [cheap, dear] = [firstRefreshMs(2), firstRefreshMs(60)];
  assert(cheap > 950 && cheap <= 1000, String(cheap));
  assert(dear < 900 && dear > 200, String(dear));
});

Deno.test("fail-safe: a failing factory gives what expired, without trying again within the throttle, until it is too old", () => {
  scene({ failSafe: { maxStaleMs: 10_000, throttleMs: 300 } }, function* ({ instance, source, ask }) {
    const { cache, probe } = instance();
    yield* ask(cache);
    yield* sleep(1500);
    source.failure = DOWN;
    assertEquals((yield* ask(cache)).slice(0, 2), ["v1", "l1"]);
    assertEquals(yield* ask(cache), ["v1", "l1", 0]);
    assertEquals([source.runs, probe.degraded()], [2, ["origin"]]);
    yield* sleep(300);
    yield* ask(cache);
    assertEquals(source.runs, 3, "tried again after the throttle");
    source.failure = undefined;
    yield* sleep(300);
    assertEquals((yield* ask(cache)).slice(0, 2), ["v4", "origin"]);
    source.failure = DOWN;
    yield* sleep(11_100);
    assertEquals(yield* failureOf(ask(cache)), DOWN);
  });
});

Deno.test("fail-safe: what expired is found in the second level by an instance that never had it", () => {
  scene({ failSafe: { maxStaleMs: 10_000 } }, function* ({ instance, source, ask }) {
    yield* ask(instance().cache);
    yield* sleep(1500);
    source.failure = DOWN;
    assertEquals((yield* ask(instance().cache)).slice(0, 2), ["v1", "l1"]);
  });
});

Deno.test("error backoff: a failure is shared for a time that doubles, and forgotten after a success", () => {
  scene({ errorBackoff: { firstMs: 100, mostMs: 300 } }, function* ({ instance, source, ask }) {
    const { cache } = instance();
    source.failure = DOWN;
    for (const waitMs of [100, 200, 300, 300]) {
      const before = source.runs;
      for (let turn = 0; turn < 40; turn++) assertEquals(yield* failureOf(ask(cache)), DOWN);
      assertEquals(source.runs, before + 1);
      yield* sleep(waitMs);
    }
    source.failure = undefined;
    assertEquals((yield* ask(cache))[0], "v5");
    yield* cache.delete("k");
    source.failure = DOWN;
    yield* failureOf(ask(cache));
    yield* sleep(100);
    yield* failureOf(ask(cache));
    assertEquals(source.runs, 7, "it begins anew");
  });
});

Deno.test("error backoff: forty callers who come one after another run a failing factory one at a time", () => {
  scene({ errorBackoff: { firstMs: 100 } }, function* ({ instance, source, ask }) {
    const { cache } = instance();
    source.failure = DOWN;
    yield* all(Array.from({ length: 40 }, function* (_, index) {
      yield* sleep(index * 3);
      yield* failureOf(ask(cache));
    }));
    assertEquals([source.mostAtOnce, source.runs], [1, 1]);
  });
});

Deno.test("timeouts: the soft one gives what expired, the hard one an error; the factory goes on and its value is kept", () => {
  const features = { failSafe: { maxStaleMs: 10_000 }, timeouts: { softMs: 30, hardMs: 100 } };
  scene(features, function* ({ instance, source, ask, clock }) {
    const { cache, probe } = instance();
    source.latencyMs = 500;
    const askedMs = clock.nowMs();
    assert((yield* failureOf(ask(cache))) instanceof DeadlineExceeded);
    assertEquals(clock.nowMs() - askedMs, 100);
    yield* sleep(10);
    yield* failureOf(ask(cache));
    assertEquals([source.runs, source.mostAtOnce], [1, 1], "the second caller waits for the same run");
    yield* sleep(400);
    assertEquals(yield* ask(cache), ["v1", "l1", 0]);
    yield* sleep(1100);
    assertEquals(yield* ask(cache), ["v1", "l1", 30]);
    assertEquals(probe.of("degraded").map(({ reason }) => reason), ["stale on timeout"]);
    yield* sleep(1000);
    assertEquals((yield* ask(cache))[0], "v2");
  });
});

Deno.test("jitter: entries made together do not expire together, none later than it should", () => {
  scene({ jitterRatio: 0.3 }, function* ({ instance, source, ask }) {
    const { cache } = instance();
    for (let key = 0; key < 50; key++) {
      source.latencyMs = 0;
      yield* ask(cache, `k${key}`);
    }
    yield* sleep(550);
    cache.clearMemory();
    const fresh = yield* all(Array.from({ length: 50 }, (_, key) => cache.get(`k${key}`)));
    assert(fresh.every((value) => value !== undefined));
    yield* sleep(200);
    cache.clearMemory();
    const left = (yield* all(Array.from({ length: 50 }, (_, key) => cache.get(`k${key}`)))).filter(Boolean).length;
    assert(left > 5 && left < 45, String(left));
  });
});

Deno.test("negative caching: that there is nothing is kept for its own time, also undefined, also in the second level", () => {
  scene({ negativeTtlMs: 100 }, function* ({ instance, clock }) {
    for (const nothing of [null, undefined]) {
      let runs = 0;
      const load = () => (runs++, immediate(nothing));
      const [one, other] = [instance(), instance()];
      const key = `${nothing}`;
      yield* one.cache.lookup(key, load);
      yield* sleep(10);
      assertEquals((yield* one.cache.lookup(key, load)).value, nothing);
      const served = yield* other.cache.lookup(key, load);
      assertEquals([served.value, served.servedBy, runs], [nothing, "l2", 1]);
      yield* sleep(100);
      yield* one.cache.lookup(key, load);
      assertEquals(runs, 2, String(clock.nowMs()));
    }
  });
});

Deno.test("adaptive options: the factory sets time to live and tags that are known only with the value", () => {
  scene({}, function* ({ instance, source, ask }) {
    const { cache } = instance();
    source.change = (context) => Object.assign(context, { ttlMs: 100, tags: ["category:9"] });
    yield* ask(cache);
    assertEquals((yield* ask(cache))[1], "l1");
    yield* cache.invalidateByTag("category:9");
    assertEquals((yield* ask(cache))[0], "v2");
    yield* sleep(100);
    assertEquals((yield* ask(cache))[0], "v3");
  });
});

Deno.test("adaptive options: a tag that was raised while the factory ran makes its value stale, although it is named afterwards", () => {
  scene({}, function* ({ instance, source, ask }) {
    const { cache } = instance();
    source.change = (context) => context.tags = ["late"];
    const asking = ask(cache);
    yield* all<unknown>([
      asking,
      (function* (): Flow<void> {
        yield* sleep(10);
        yield* cache.invalidateByTag("late");
      })(),
    ]);
    assertEquals((yield* ask(cache))[0], "v2");
  });
});

Deno.test("conditional refresh: the factory is given what it replaces, with its validators, also by another instance", () => {
  scene({ revalidateMs: 60_000 }, function* ({ instance }) {
    const asked: unknown[] = [];
    let answers304 = 0;
    const conditional = (context: FactoryContext): Operation<unknown> => {
      asked.push(context.previous?.validators?.etag);
      if (context.previous?.validators?.etag === '"1"') {
        answers304++;
        return immediate(context.previous.value);
      }
      context.validators = { etag: '"1"', lastModified: "Sun, 22 Nov 2026 00:00:00 GMT" };
      return immediate("body");
    };
    const [one, other] = [instance(), instance()];
    yield* one.cache.getOrSet("k", conditional);
    for (let turn = 0; turn < 2; turn++) {
      yield* sleep(1100);
      assertEquals(yield* one.cache.getOrSet("k", conditional), "body");
    }
    yield* sleep(1100);
    assertEquals(yield* other.cache.getOrSet("k", conditional), "body");
    assertEquals([asked, answers304], [[undefined, '"1"', '"1"', '"1"'], 3]);
  });
});

Deno.test("lease: of several instances one runs the factory, the others take its value", () => {
  scene({ lease: {} }, function* ({ instance, source, ask }) {
    const caches = [instance(), instance(), instance(), instance()].map(({ cache }) => cache);
    source.latencyMs = 200;
    const served = yield* all(caches.map((cache) => ask(cache)));
    assertEquals([new Set(served.map(([value]) => value)), source.runs], [new Set(["v1"]), 1]);
    assertEquals(served.map(([, by]) => by).sort(), ["l2", "l2", "l2", "origin"]);
  });
});

Deno.test("lease: it does not keep values from anybody: a holder that hangs, a store that is down", () => {
  scene({ lease: { ttlMs: 300, waitMs: 100, pollMs: 20 } }, function* ({ world, instance, source, ask }) {
    const store = world.store.view("page");
    yield* store.lease!("k", { ttlMs: 60_000 });
    const [value, by, ms] = yield* ask(instance().cache);
    assertEquals([value, by], ["v1", "origin"]);
    assert(ms < 300, String(ms));
    world.store.isDown = true;
    assertEquals((yield* ask(instance().cache, "other"))[0], `v${source.runs}`);
  });
});

Deno.test("lease: what is written under an older lease than the last one granted is refused", () => {
  scene({}, function* ({ world }) {
    const store = world.store.view("page");
    const writing = { ttlMs: 1000, sizeBytes: 1, mark: 1 };
    const first = yield* store.lease!("k", { ttlMs: 10 });
    assertEquals(yield* store.lease!("k", { ttlMs: 10 }), undefined);
    yield* sleep(10);
    const second = yield* store.lease!("k", { ttlMs: 10 });
    assert(second!.fence > first!.fence);
    yield* store.set("k", "second", { ...writing, fence: second!.fence });
    yield* store.set("k", "first", { ...writing, mark: 2, fence: first!.fence });
    assertEquals(yield* store.get("k"), "second");
  });
});

Deno.test("getMany: one read of the second level, one run of the factory; its members are flights that others join", () => {
  scene({}, function* ({ world, instance, clock }) {
    let reads = 0;
    const l2 = world.store.view("page");
    const counting = { ...l2, getMany: (keys: readonly string[]) => (reads++, l2.getMany!(keys)) };
    const { cache } = world.instance({ l2: counting });
    yield* instance().cache.set("in l2", "shared");
    yield* sleep(5);
    yield* cache.set("in l1", "own");
    const asked: (readonly string[])[] = [];
    const load = function* (keys: readonly string[]): Flow<string[]> {
      asked.push(keys);
      yield* sleep(20);
      return keys.map((key) => `of ${key}`);
    };
    const never = (): never => {
      throw new RangeError("the factory must not run");
    };
    const askedMs = clock.nowMs();
    const [values, joined] = yield* all<unknown>([
      cache.getMany(["a", "in l2", "in l1", "b", "a"], load),
      (function* (): Flow<unknown> {
        yield* sleep(5);
        return yield* cache.getOrSet("b", never);
      })(),
    ]);
    assertEquals(values, ["of a", "shared", "own", "of b", "of a"]);
    assertEquals([joined, asked, reads, clock.nowMs() - askedMs], ["of b", [["a", "b"]], 1, 22]);
    assertEquals(yield* cache.getMany(["nowhere", "a"]), [undefined, "of a"]);
    yield* cache.invalidateByTag("t");
    cache.audit();
  });
});

Deno.test("getMany: a failing factory fails it, and nothing is stored", () => {
  scene({}, function* ({ instance }) {
    const { cache } = instance();
    const failing = function* (): Flow<string[]> {
      yield* sleep(5);
      throw DOWN;
    };
    assertEquals(yield* failureOf(cache.getMany(["a", "b"], failing)), DOWN);
    assertEquals(yield* cache.getMany(["a", "b"], (keys) => immediate([...keys])), ["a", "b"]);
    assertEquals(cache.stats().flights, 0);
  });
});

Deno.test("deletion: of a key that the second level could not be told of, nothing comes back, and it is told when it can be", () => {
  scene({}, function* ({ world, instance, source, ask }) {
    const [one, other] = [instance(), instance()];
    yield* ask(one.cache);
    yield* sleep(5);
    world.store.isDown = true;
    assertEquals(yield* one.cache.delete("k"), false, "not acknowledged");
    for (let turn = 0; turn < 3; turn++) yield* one.cache.get("other");
    world.store.isDown = false;
    assertEquals(yield* one.cache.get("k"), undefined, "the second level still holds it");
    yield* sleep(5000);
    assertEquals(yield* other.cache.get("k"), undefined, "it was told again");
    assertEquals([(yield* ask(one.cache))[0], source.runs], ["v2", 2]);
  });
});

Deno.test("deletion: what another instance's factory fetched before it does not come after it", () => {
  scene({}, function* ({ world, instance, ask }) {
    const [one, other] = [instance(), instance()];
    const asking = ask(other.cache);
    yield* all<unknown>([
      asking,
      (function* (): Flow<void> {
        yield* sleep(10);
        assertEquals(yield* one.cache.delete("k"), true);
      })(),
    ]);
    yield* sleep(10);
    assertEquals(yield* one.cache.get("k"), undefined);
    assertEquals(yield* other.cache.get("k"), undefined);
    yield* ask(one.cache);
    yield* sleep(10);
    assertEquals(yield* other.cache.get("k"), "v2", "the grave does not stand in a later value's way");
    assert(world.clock.nowMs() < 1000);
  });
});

Deno.test("set and delete: the other instances' memory forgets the key within a message", () => {
  scene({}, function* ({ instance }) {
    const [one, other] = [instance(), instance()];
    yield* one.cache.set("k", 1);
    yield* sleep(5);
    assertEquals(yield* other.cache.get("k"), 1);
    yield* one.cache.set("k", 2);
    yield* sleep(5);
    assertEquals([yield* one.cache.get("k"), yield* other.cache.get("k")], [2, 2]);
    yield* one.cache.delete("k");
    yield* sleep(5);
    assertEquals(yield* other.cache.get("k"), undefined);
    yield* one.cache.set("k", 3);
    yield* sleep(5);
    yield* other.cache.get("k");
    yield* one.cache.clear();
    yield* sleep(5);
    assertEquals(yield* other.cache.get("k"), undefined);
  });
});

Deno.test("features: what is out of range is refused at construction", () => {
  for (
    const features of [
      { jitterRatio: -0.1 },
      { eagerRatio: 1.1 },
      { earlyBeta: 0 },
      { negativeTtlMs: 0 },
      {
        timeouts: { hardMs: 0 },
      },
      { timeouts: { softMs: 5 } },
      { failSafe: { maxStaleMs: NaN } },
    ] as Features[]
  ) {
    assertThrows(() => scene(features, ({ instance }) => (instance(), immediate(undefined))), RangeError, "Cannot set");
  }
});
