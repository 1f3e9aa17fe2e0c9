import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { CacheStrategy } from "../../src/cache/strategy.ts";
import { Tags } from "../../src/cache/tags.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer, type DatabaseOptimizerOptions } from "../../src/database/optimizer.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { sleep } from "../../src/flow/instructions.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { FakeDatabase, type FakeDatabaseOptions } from "../support/fake_database.ts";
import { RecordingProbe } from "../support/recording_probe.ts";

const PRODUCT = "SELECT id, price FROM products WHERE id = $1";

function parts(
  clock: Clock,
  database: FakeDatabaseOptions = {},
  options: Partial<DatabaseOptimizerOptions> & { connections?: number } = {},
) {
  const primary = new FakeDatabase({ answer: (_sql, params) => [{ id: params[0] ?? null, price: 5 }], ...database });
  const probe = new RecordingProbe();
  const tags = new Tags({ bus: undefined, probe });
  const cache = new CacheStrategy({
    clock,
    probe,
    tags,
    l1: new BoundedStore({ maxEntries: 100, random: new Random(1) }),
    l1TtlMs: 3_600_000,
    defaultTtlMs: 180_000,
    names: { l1: "query-cache", l2: "query-cache" },
  });
  const poolOf = (one: FakeDatabase) =>
    new ConnectionPool({ database: one, clock, probe, maxConnections: options.connections ?? 10 });
  const optimizer = new DatabaseOptimizer({ clock, probe, primary: poolOf(primary), cache, ...options });
  return { primary, probe, cache, optimizer, poolOf };
}

Deno.test("optimizer: a query is answered by the database, then by the cache, and both say what, why and how long", () => {
  simulate(function* (clock) {
    const { optimizer, primary, probe } = parts(clock, { latencyMs: 12 });
    const first = yield* optimizer.executeWithStats(PRODUCT, [7]);
    const stats = { ttlMs: 180_000, why: "default", tags: ["products"], sizeBytes: 100 };
    assertEquals(first, { rows: [{ id: 7, price: 5 }], stats: { source: "database", durationMs: 12, ...stats } });
    const second = yield* optimizer.executeWithStats(PRODUCT, [7]);
    assertEquals(second, { rows: first.rows, stats: { source: "cache", durationMs: 0, ...stats } });
    assertEquals((yield* optimizer.executeWithStats(PRODUCT, [8])).stats.source, "database");
    assertEquals(primary.queries.length, 2);
    assertEquals(probe.outcomes("query-cache"), ["miss", "hit", "miss"]);
    optimizer.audit();
  });
});

Deno.test("optimizer: the answer lives exactly as long as the smart time to live says", () => {
  simulate(function* (clock) {
    const { optimizer } = parts(clock, { latencyMs: 0 });
    yield* optimizer.executeWithStats("SELECT count(*) FROM orders");
    yield* sleep(299_999);
    assertEquals((yield* optimizer.executeWithStats("SELECT count(*) FROM orders")).stats.source, "cache");
    yield* sleep(1);
    assertEquals((yield* optimizer.executeWithStats("SELECT count(*) FROM orders")).stats.source, "database");
  });
});

Deno.test("optimizer: texts that differ only within a literal are different queries", () => {
  simulate(function* (clock) {
    const { optimizer } = parts(clock, { answer: (sql) => [{ sql }] });
    const [one, other] = ["SELECT 'a  b' AS x FROM t", "SELECT 'a b' AS x FROM t"];
    assertEquals((yield* optimizer.executeWithStats(one)).rows, [{ sql: one }]);
    assertEquals((yield* optimizer.executeWithStats(other)).rows, [{ sql: other }]);
  });
});

Deno.test("optimizer: what must not be kept is not, and says why", () => {
  simulate(function* (clock) {
    const { optimizer, primary, cache } = parts(clock);
    for (const sql of ["SELECT now()", "SELECT * FROM a FOR UPDATE", "SELECT 1; SELECT 2"]) {
      const why = [];
      for (let turn = 0; turn < 2; turn++) {
        const { stats } = yield* optimizer.executeWithStats(sql);
        why.push(stats.why);
        assertEquals([stats.source, stats.ttlMs], ["database", 0]);
      }
      assertEquals(why[0], why[1]);
    }
    const { stats } = yield* optimizer.executeWithStats(PRODUCT, [1], { isCacheable: false });
    assertEquals(stats.why, "the caller asked for the database");
    assertEquals([primary.queries.length, cache.stats().entries], [7, 0]);
  });
});

Deno.test("optimizer: without a query cache everything works, uncached", () => {
  simulate(function* (clock) {
    const { optimizer, primary } = parts(clock, {}, { cache: undefined });
    for (let turn = 0; turn < 2; turn++) {
      const { stats } = yield* optimizer.executeWithStats(PRODUCT, [1]);
      assertEquals([stats.source, stats.why], ["database", "the query cache is off"]);
    }
    yield* optimizer.executeWithStats("UPDATE products SET price = 1");
    yield* optimizer.invalidateCache("products");
    assertEquals(primary.queries.length, 3);
  });
});

for (
  const write of [
    "UPDATE products SET price = 1",
    "INSERT INTO products (id) VALUES (1) ON CONFLICT DO NOTHING",
    "UPDATE other SET x = 1; UPDATE products SET price = 2",
    "ALTER TABLE products ADD COLUMN weight int",
  ]
) {
  Deno.test(`optimizer: after "${write}" no answer from before is given`, () => {
    simulate(function* (clock) {
      const { optimizer } = parts(clock);
      const reviews = "SELECT * FROM reviews";
      yield* optimizer.executeWithStats(PRODUCT, [1]);
      yield* optimizer.executeWithStats(reviews);
      yield* optimizer.executeWithStats(write);
      assertEquals((yield* optimizer.executeWithStats(PRODUCT, [1])).stats.source, "database");
      assertEquals((yield* optimizer.executeWithStats(reviews)).stats.source, "cache");
    });
  });
}

Deno.test("optimizer: invalidateCache reaches answers by their own tags instead of their tables", () => {
  simulate(function* (clock) {
    const { optimizer, probe } = parts(clock);
    yield* optimizer.executeWithStats(PRODUCT, [1], { tags: ["product:1"] });
    yield* optimizer.invalidateCache("products");
    assertEquals((yield* optimizer.executeWithStats(PRODUCT, [1], { tags: ["product:1"] })).stats.source, "cache");
    yield* optimizer.invalidateCache(["product:1", "unheard-of"]);
    assertEquals((yield* optimizer.executeWithStats(PRODUCT, [1], { tags: ["product:1"] })).stats.source, "database");
    assertEquals(probe.of("invalidated").map((event) => event.tags), [["products"], ["product:1", "unheard-of"]]);
  });
});

Deno.test("optimizer: the same query of a hundred callers at once runs once", () => {
  simulate(function* (clock) {
    const { optimizer, primary } = parts(clock);
    yield* all(Array.from({ length: 100 }, () => optimizer.executeWithStats(PRODUCT, [1])));
    assertEquals(primary.queries.length, 1);
  });
});

Deno.test("optimizer: slow queries are found by their shape, worst first, by the database's own time", () => {
  simulate(function* (clock) {
    const slow = (sql: string) => sql.includes("reviews") ? 300 : sql.includes("orders") ? 150 : 20;
    const { optimizer, probe } = parts(clock, { latencyMs: 0, answer: () => [] });
    const database = {
      *connect() {
        yield* sleep(0);
        return {
          *query(sql: string) {
            yield* sleep(slow(sql));
            return { rows: [], sizeBytes: 0 };
          },
          close: () => {},
        };
      },
    };
    const primary = new ConnectionPool({ database, clock, probe, maxConnections: 1 });
    const own = new DatabaseOptimizer({ clock, probe, primary });
    for (
      const sql of ["SELECT 1 FROM orders", "SELECT 1 FROM reviews", "SELECT 1  FROM reviews", "SELECT 1 FROM products"]
    ) {
      yield* own.executeWithStats(sql);
    }
    const [worst, next, ...rest] = own.slowQueries();
    assertEquals([worst?.count, worst?.slowCount, next?.slowCount, rest.length], [2, 2, 1, 0]);
    assertAlmostEquals(worst!.maxMs, 300, 1e-9);
    assert(worst!.p95Ms >= 297 && worst!.p95Ms <= 303);
    assertEquals(probe.of("query").map((event) => event.isSlow), [true, true, true, false]);
    assertEquals(optimizer.slowQueries(), []);
  });
});

Deno.test("optimizer: waiting for a connection makes no query slow", () => {
  simulate(function* (clock) {
    const { optimizer, probe } = parts(clock, { latencyMs: 60 }, { connections: 1 });
    const answers = yield* all([1, 2, 3].map((id) => optimizer.executeWithStats(PRODUCT, [id])));
    assertEquals(answers.map((answer) => answer.stats.durationMs), [60, 120, 180]);
    assertEquals(answers.map((answer) => answer.stats.why), ["default", "default", "default"]);
    assertEquals(probe.of("query").map((event) => event.waitMs), [0, 60, 120]);
    assertEquals(optimizer.slowQueries(), []);
  });
});

Deno.test("optimizer: reads go round the replicas, what may write goes to the primary", () => {
  simulate(function* (clock) {
    const replicas = [new FakeDatabase(), new FakeDatabase(), new FakeDatabase()];
    const { poolOf, primary: unused, ...rest } = parts(clock);
    assertEquals(unused.queries, []);
    const primary = new FakeDatabase();
    const optimizer = new DatabaseOptimizer({
      clock,
      probe: rest.probe,
      primary: poolOf(primary),
      replicas: replicas.map(poolOf),
      cache: rest.cache,
    });
    for (let id = 0; id < 12; id++) yield* optimizer.executeWithStats(PRODUCT, [id]);
    assertEquals(replicas.map((replica) => replica.queries.length), [4, 4, 4]);
    const writes = [
      "UPDATE products SET price = 1",
      "SELECT * FROM products FOR UPDATE",
      "SELECT * INTO kept FROM products",
    ];
    for (const sql of writes) yield* optimizer.executeWithStats(sql);
    assertEquals(primary.queries, writes);
    optimizer.close();
    assertEquals([primary, ...replicas].map((one) => one.opened - one.closed), [0, 0, 0, 0]);
  });
});

Deno.test("optimizer: a failing query fails its callers, is not kept, and the next one is served", () => {
  simulate(function* (clock) {
    let isDown = true;
    const { optimizer } = parts(clock, {
      answer: () => {
        if (isDown) throw new RangeError("down");
        return [{ id: 1 }];
      },
    });
    let message = "";
    try {
      yield* optimizer.executeWithStats(PRODUCT, [1]);
    } catch (error) {
      rethrowHalt(error);
      message = (error as Error).message;
    }
    assertEquals(message, "down");
    isDown = false;
    assertEquals((yield* optimizer.executeWithStats(PRODUCT, [1])).stats.source, "database");
  });
});
