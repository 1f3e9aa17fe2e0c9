import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createCacheStrategy } from "../../src/mod.ts";

const later = <Value>(value: Value, ms = 1) => new Promise<Value>((resolve) => setTimeout(() => resolve(value), ms));

Deno.test("face: a miss is a promise, a hit in memory the value itself, whatever the factory gives", async () => {
  const cacheStrategy = createCacheStrategy();
  try {
    const missed = cacheStrategy.getOrSet("k", () => later({ price: 1 }));
    assert(missed instanceof Promise);
    const value = await missed;
    assertEquals(value, { price: 1 });
    assert(cacheStrategy.getOrSet("k", () => later({ price: 2 })) === value);
    assert(cacheStrategy.get("k") === value);
    assertEquals(cacheStrategy.get("unknown"), undefined);
    assertEquals(cacheStrategy.getOrSet("plain", () => 7), 7, "nothing had to be waited for");
    const { l1, entries, flights } = cacheStrategy.stats();
    assertEquals([l1.hits, l1.misses, entries, flights], [2, 2, 2, 0]);
  } finally {
    await cacheStrategy.close();
  }
});

Deno.test("face: a thousand callers share one run, its value or its rejection; undefined and null are values", async () => {
  const cacheStrategy = createCacheStrategy();
  let runs = 0;
  try {
    const callers = Array.from({ length: 1000 }, () => cacheStrategy.getOrSet("k", () => later(++runs)));
    assertEquals(new Set(await Promise.all(callers)), new Set([1]));
    const failing = Array.from({ length: 1000 }, () =>
      Promise.resolve(cacheStrategy.getOrSet("bad", async () => {
        runs++;
        await later(0);
        throw new RangeError("no database");
      })).catch((error) => error.message));
    assertEquals(new Set(await Promise.all(failing)), new Set(["no database"]));
    assertEquals(runs, 2);
    await assertRejects(
      async () =>
        await cacheStrategy.getOrSet("thrown", () => {
          throw new RangeError("at once");
        }),
      RangeError,
      "at once",
    );
    for (const nothing of [undefined, null]) {
      const once = () => (runs++, nothing);
      await cacheStrategy.getOrSet(`${nothing}`, once);
      assertEquals(cacheStrategy.getOrSet(`${nothing}`, once), nothing);
    }
    assertEquals(runs, 4);
  } finally {
    await cacheStrategy.close();
  }
});

Deno.test("face: set, delete, tags and clear hold at once", async () => {
  const cacheStrategy = createCacheStrategy();
  try {
    assertEquals(await cacheStrategy.set("a", 1, { tags: ["odd", "all"] }), true);
    await cacheStrategy.set("b", 2, { tags: ["even", "all"] });
    assertEquals([cacheStrategy.get("a"), cacheStrategy.get("b")], [1, 2]);
    assertEquals(await cacheStrategy.invalidateByTag("odd"), true);
    assertEquals([cacheStrategy.get("a"), cacheStrategy.get("b")], [undefined, 2]);
    await cacheStrategy.set("a", 3, { tags: ["odd", "all"] });
    assertEquals(cacheStrategy.get("a"), 3, "set right after an invalidation counts");
    await cacheStrategy.invalidateByTag(["nobody's", "all"]);
    assertEquals([cacheStrategy.get("a"), cacheStrategy.get("b")], [undefined, undefined]);
    await cacheStrategy.set("a", 4);
    await cacheStrategy.delete("a");
    assertEquals(cacheStrategy.get("a"), undefined);
    await cacheStrategy.set("a", 5);
    await cacheStrategy.clear();
    assertEquals([cacheStrategy.get("a"), cacheStrategy.stats().entries], [undefined, 0]);
  } finally {
    await cacheStrategy.close();
  }
});

Deno.test("face: what a running factory fetched is not stored after a delete or an invalidation", async () => {
  const cacheStrategy = createCacheStrategy();
  try {
    for (const change of [() => cacheStrategy.delete("k"), () => cacheStrategy.invalidateByTag("t")]) {
      const asked = cacheStrategy.getOrSet("k", () => later("old", 5), { tags: ["t"] });
      await change();
      assertEquals(await asked, "old");
      assertEquals(cacheStrategy.get("k"), undefined);
    }
  } finally {
    await cacheStrategy.close();
  }
});

Deno.test("face: getMany runs its factory once, for what is missing, in order", async () => {
  const cacheStrategy = createCacheStrategy();
  const asked: (readonly string[])[] = [];
  const load = (keys: readonly string[]) => {
    asked.push(keys);
    return later(keys.map((key) => `of ${key}`));
  };
  try {
    await cacheStrategy.set("b", "known");
    assertEquals(await cacheStrategy.getMany(["a", "b", "c", "a"], load), ["of a", "known", "of c", "of a"]);
    assertEquals(await cacheStrategy.getMany(["c", "a"], load), ["of c", "of a"]);
    assertEquals(asked, [["a", "c"]]);
    assertEquals(await cacheStrategy.getMany(["a", "nowhere"]), ["of a", undefined]);
  } finally {
    await cacheStrategy.close();
  }
});

Deno.test("face: limits by entries, by bytes and by both; what leaves is told with its reason", async () => {
  const left: string[] = [];
  const onDispose = (key: string, _value: unknown, reason: string) => left.push(`${key} ${reason}`);
  const limited = async (l1: object, keys: number) => {
    const cacheStrategy = createCacheStrategy({ l1, onDispose });
    for (let key = 0; key < keys; key++) await cacheStrategy.set(`k${key}`, "x".repeat(100));
    const { entries, bytes } = cacheStrategy.stats();
    return { cacheStrategy, entries, bytes };
  };
  const byEntries = await limited({ maxEntries: 2 }, 3);
  assertEquals([byEntries.entries, left], [2, ["k0 evicted"]]);
  await byEntries.cacheStrategy.set("k1", "other");
  await byEntries.cacheStrategy.delete("k1");
  await byEntries.cacheStrategy.clear();
  assertEquals(left.slice(1), ["k1 deleted", "k1 deleted", "k2 cleared"]);
  const byBytes = await limited({ maxBytes: 1000 }, 20);
  assertEquals([byBytes.entries, byBytes.bytes], [10, 1000]);
  const byBoth = await limited({ maxBytes: 1000, maxEntries: 4 }, 20);
  assertEquals(byBoth.entries, 4);
  for (const { cacheStrategy } of [byEntries, byBytes, byBoth]) await cacheStrategy.close();
});

Deno.test("face: options out of range are refused where they are given", () => {
  assertThrows(() => createCacheStrategy({ jitterRatio: 2 }), RangeError, "jitterRatio");
  assertThrows(() => createCacheStrategy({ timeouts: { softMs: 5 } }), RangeError, "failSafe");
  assertThrows(() => createCacheStrategy({ l2: { url: "http://localhost" } }), RangeError, "redis://");
  assertThrows(() => createCacheStrategy({ l1: { policy: "lru2" } }), Error, "did you mean lru?");
});
