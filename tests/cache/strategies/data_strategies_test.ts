import { assert, assertEquals } from "@std/assert";
import { registryNames } from "../../../src/base/registry.ts";
import * as registered from "../../../src/cache/registered_strategies.ts";
import type { DataStrategy, DataStrategyEntry, Source } from "../../../src/cache/strategies/data_strategy.ts";
import { rethrowHalt } from "../../../src/flow/halt.ts";
import { all } from "../../../src/flow/all.ts";
import type { Clock } from "../../../src/flow/clock.ts";
import { sleep } from "../../../src/flow/instructions.ts";
import type { Flow, Operation } from "../../../src/flow/operation.ts";
import { simulate } from "../../../src/flow/simulated_world.ts";
import { CacheWorld } from "../../support/cache_world.ts";

const TTL_MS = 1000;
const SOURCE_MS = 20;

/** A source that takes its time and can refuse. */
class Table implements Source<number> {
  readonly rows = new Map<string, number>();
  loads = 0;
  saves = 0;
  isDown = false;

  *load(key: string): Flow<number> {
    this.loads++;
    yield* sleep(SOURCE_MS);
    if (this.isDown) throw new RangeError("down");
    return this.rows.get(key) ?? 0;
  }

  *save(key: string, value: number): Flow<void> {
    this.saves++;
    yield* sleep(SOURCE_MS);
    if (this.isDown) throw new RangeError("down");
    this.rows.set(key, value);
  }
}

interface Scene {
  readonly strategy: DataStrategy<number>;
  readonly table: Table;
  readonly clock: Clock;
}

function scene(entry: DataStrategyEntry, run: (scene: Scene) => Operation<void>): void {
  simulate((clock) => {
    const { cache } = new CacheWorld(clock).instance({ l1TtlMs: TTL_MS, defaultTtlMs: TTL_MS });
    const table = new Table();
    return run({ strategy: entry.create({ cache, source: table, ttlMs: TTL_MS }), table, clock });
  });
}

/** How long an operation takes. */
function* timed(clock: Clock, operation: Operation<unknown>): Flow<number> {
  const begunMs = clock.nowMs();
  yield* operation;
  return clock.nowMs() - begunMs;
}

Object.entries(registered).forEach(([, entry], index) => {
  const name = registryNames(registered)[index]!;

  Deno.test(`strategy ${name}: a reader sees the last acknowledged write, through expiry too; in the end the source has it`, () => {
    scene(entry, function* ({ strategy, table }) {
      let value = 0;
      for (let turn = 0; turn < 30; turn++) {
        const key = `k${turn % 3}`;
        yield* strategy.write(key, ++value);
        assertEquals(yield* strategy.read(key), value);
        yield* sleep(turn * 70);
        assertEquals(yield* strategy.read(key), value);
      }
      yield* strategy.flush();
      assertEquals([...table.rows.values()].sort((one, other) => one - other), [28, 29, 30]);
    });
  });

  Deno.test(`strategy ${name}: many readers of a missing key ask the source once`, () => {
    scene(entry, function* ({ strategy, table }) {
      yield* all(Array.from({ length: 100 }, () => strategy.read("k")));
      assertEquals(table.loads, 1);
    });
  });
});

Deno.test("strategy cache-aside: a write costs the next reader a load", () => {
  scene(registered.cacheAside, function* ({ strategy, table, clock }) {
    yield* strategy.write("k", 1);
    assert((yield* timed(clock, strategy.read("k"))) >= SOURCE_MS);
    assertEquals(table.loads, 1);
  });
});

Deno.test("strategy write-through: the next reader hits; what the source refuses is not cached, and the writer hears of it", () => {
  scene(registered.writeThrough, function* ({ strategy, table, clock }) {
    yield* strategy.write("k", 1);
    assertEquals([yield* timed(clock, strategy.read("k")), table.loads], [0, 0]);
    table.isDown = true;
    let refusal: unknown;
    try {
      yield* strategy.write("k", 2);
    } catch (error) {
      rethrowHalt(error);
      refusal = error;
    }
    assertEquals((refusal as Error).message, "down");
    table.isDown = false;
    assertEquals(yield* strategy.read("k"), 1);
  });
});

Deno.test("strategy write-behind: a writer does not wait for the source; of many values of a key the last is saved; a source that is down gets it later", () => {
  scene(registered.writeBehind, function* ({ strategy, table, clock }) {
    table.isDown = true;
    for (let value = 1; value <= 50; value++) assert((yield* timed(clock, strategy.write("k", value))) < SOURCE_MS);
    assertEquals(yield* strategy.read("k"), 50);
    yield* sleep(500);
    table.isDown = false;
    yield* strategy.flush();
    assertEquals(table.rows.get("k"), 50);
    assert(table.saves < 12, String(table.saves));
  });
});

Deno.test("strategy refresh-ahead: what is read often never makes a reader wait; what nobody reads is left alone", () => {
  scene(registered.refreshAhead, function* ({ strategy, table, clock }) {
    yield* strategy.read("rare");
    yield* strategy.read("often");
    for (let turn = 0; turn < 100; turn++) {
      yield* sleep(50);
      assertEquals(yield* timed(clock, strategy.read("often")), 0, String(clock.nowMs()));
    }
    assert(table.loads >= 6 && table.loads <= 9, String(table.loads));
    yield* sleep(5000);
    const { loads } = table;
    yield* sleep(5000);
    assertEquals(table.loads, loads);
  });
});
