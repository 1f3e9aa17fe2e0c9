import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { documented, embedded } from "../../src/adapters/sim/calibration.ts";
import { constant, logNormal } from "../../src/adapters/sim/distribution.ts";
import { SimulatedContent } from "../../src/adapters/sim/simulated_content.ts";
import { ShopTables } from "../../src/adapters/sim/simulated_database.ts";
import { Random } from "../../src/base/random.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import { CacheWorld } from "../support/cache_world.ts";

Deno.test("distributions: a log-normal has its 5th and 95th percentile, a constant is one", () => {
  const random = new Random(8);
  const draws = Array.from({ length: 40_000 }, () => logNormal(10, 50).draw(random)).sort((one, other) => one - other);
  assertAlmostEquals(draws[2000]!, 10, 0.3);
  assertAlmostEquals(draws[38_000]!, 50, 1.5);
  assertEquals(constant(3).draw(random), 3);
  for (const [p5, p95] of [[0, 1], [5, 4], [NaN, 1]] as const) assertThrows(() => logNormal(p5, p95), RangeError);
});

Deno.test("calibrations: every number says where it comes from", () => {
  for (const calibration of [documented, embedded]) {
    const { clients, description: _, ...own } = calibration;
    for (const [name, model] of Object.entries({ ...own, ...clients })) {
      assert(typeof model === "object" && model.source.length > 10, name);
      assert(
        model.kind !== "assumed" || /20\d\d-\d\d|so that/.test(model.source),
        `${name}: an assumption has its date`,
      );
    }
  }
});

Deno.test("simulated store: expires, keeps name spaces apart, and misses its deadline while it is down", () => {
  simulate(function* (clock) {
    const { store } = new CacheWorld(clock);
    const [page, query] = [store.view("page"), store.view("query")];
    yield* page.set("k", "v", { ttlMs: 100, sizeBytes: 1 });
    assertEquals([yield* page.get("k"), yield* query.get("k"), clock.nowMs()], ["v", undefined, 6]);
    yield* query.set("k", "q", { ttlMs: 1000, sizeBytes: 1 });
    yield* sleep(92);
    assertEquals(clock.nowMs(), 100);
    assertEquals(yield* page.get("k"), undefined, "at 102 ms, its last");
    yield* page.set("k", "v", { ttlMs: 100, sizeBytes: 1 });
    yield* page.clear();
    assertEquals([yield* page.get("k"), yield* query.get("k")], [undefined, "q"]);
    store.isDown = true;
    const askedMs = clock.nowMs();
    let message = "";
    try {
      yield* query.get("k");
    } catch (error) {
      rethrowHalt(error);
      message = (error as Error).message;
    }
    assertEquals([message.includes("within 50 ms"), clock.nowMs() - askedMs], [true, 50]);
    store.isDown = false;
    assertEquals(yield* query.get("k"), "q");
  });
});

Deno.test("simulated database: a price change shows in the product and its category, nowhere else", () => {
  const tables = new ShopTables({ products: 100 });
  const look = () =>
    [[SHOP_SQL.product, 45], [SHOP_SQL.category, 5], [SHOP_SQL.product, 46], [SHOP_SQL.category, 6]] as const;
  const before = look().map(([sql, id]) => JSON.stringify(tables.run(sql, id)));
  tables.run(SHOP_SQL.updatePrice, 45);
  const after = look().map(([sql, id]) => JSON.stringify(tables.run(sql, id)));
  assertEquals(after.map((text, index) => text === before[index]), [false, false, true, true]);
  assertEquals([tables.run(SHOP_SQL.product, 100).rows, tables.run(SHOP_SQL.category, 40).rows], [[], []]);
  assertThrows(() => tables.run("SELECT 1", 0), RangeError, "must be one of the shop's");
});

Deno.test("simulated content: equal data has equal content and tags, other data others; codecs take time by size", () => {
  simulate(function* (clock) {
    const content = new SimulatedContent({ calibration: documented, random: new Random(1) });
    const page = (version: number) => content.render("product-page", [[{ id: 1, version }]], 2000);
    const [one, same, other] = [yield* page(1), yield* page(1), yield* page(2)];
    assertEquals([one, one.sizeBytes], [same, 99_000]);
    assert((yield* content.entityTag(one)) !== (yield* content.entityTag(other)));
    const coded = yield* content.compress(one, "br", 4);
    assertEquals(coded, { sizeBytes: Math.ceil(99_000 * documented.brotli4.value.ratio), content: one.content });
    const expectedMs = 99 * documented.brotli4.value.msPerKb;
    assert(clock.nowMs() >= 0.7 * expectedMs && clock.nowMs() <= 1.3 * expectedMs);
  });
});
