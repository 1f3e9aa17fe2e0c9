import { assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { BoundedStore } from "../../src/cache/bounded_store.ts";
import { CacheStrategy, type Entry } from "../../src/cache/strategy.ts";
import { Tags } from "../../src/cache/tags.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer, type DatabaseOptimizerOptions } from "../../src/database/optimizer.ts";
import { ConnectionLost, SessionStatementRefused, StatementTimeout } from "../../src/database/session_errors.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { immediate, sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow, Operation } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { SqlResult } from "../../src/ports/sql_database.ts";
import { FakeDatabase, type FakeDatabaseOptions } from "../support/fake_database.ts";
import { RecordingProbe } from "../support/recording_probe.ts";

const READ = "SELECT price FROM products WHERE id = $1";
const WRITE = "UPDATE products SET price = 1";

function parts(clock: Clock, given: FakeDatabaseOptions = {}, options: Partial<DatabaseOptimizerOptions> = {}) {
  const database = new FakeDatabase({ answer: () => [{ price: 5 }], ...given });
  const probe = new RecordingProbe();
  const tags = new Tags({ bus: undefined, probe });
  const l1 = new BoundedStore<Entry>({ maxEntries: 100, random: new Random(1) });
  const names = { l1: "query-cache", l2: "query-cache" };
  const cache = new CacheStrategy({ clock, probe, tags, l1, l1TtlMs: 3_600_000, defaultTtlMs: 180_000, names });
  const primary = new ConnectionPool({ database, clock, probe, maxConnections: 3 });
  const optimizer = new DatabaseOptimizer({ clock, probe, primary, cache, tags, ...options });
  const source = function* (): Flow<string> {
    return (yield* optimizer.executeWithStats(READ, [1])).stats.source;
  };
  return { database, optimizer, primary, source };
}

function* messageOf(work: () => Operation<unknown>): Flow<string> {
  try {
    yield* work();
  } catch (error) {
    rethrowHalt(error);
    return (error as Error).message;
  }
  return "nothing thrown";
}

Deno.test("transaction: one connection, past the cache, invalidated after the commit and not before", () => {
  simulate(function* (clock) {
    const { database, optimizer, source } = parts(clock);
    assertEquals([yield* source(), yield* source()], ["database", "cache"]);
    const during: string[] = [];
    const value = yield* optimizer.transaction(function* (transaction) {
      yield* transaction.executeWithStats(WRITE);
      during.push((yield* transaction.executeWithStats(READ, [1])).stats.why, yield* source());
      return 7;
    });
    assertEquals([value, during], [7, ["in an open transaction", "cache"]]);
    assertEquals(database.queries.slice(1), ["BEGIN", WRITE, READ, "COMMIT"]);
    assertEquals([yield* source(), yield* source()], ["database", "cache"]);
  });
});

Deno.test("transaction: what its work throws rolls it back, comes out, and invalidates nothing", () => {
  simulate(function* (clock) {
    const { database, optimizer, primary, source } = parts(clock);
    yield* source();
    const message = yield* messageOf(() =>
      optimizer.transaction(function* (transaction) {
        yield* transaction.executeWithStats(WRITE);
        throw new RangeError("no");
      })
    );
    assertEquals([message, database.queries.at(-1), yield* source()], ["no", "ROLLBACK", "cache"]);
    assertEquals([database.opened - database.closed, primary.active], [1, 0]);
  });
});

Deno.test("transaction: halted on its way its session is ended, and its tables are in doubt", () => {
  simulate(function* (clock) {
    const { database, optimizer, primary, source } = parts(clock, {}, { statementTimeoutMs: 1000 });
    const task = yield* spawn(optimizer.transaction(function* (transaction) {
      yield* transaction.executeWithStats(WRITE);
      yield* sleep(500);
    }));
    yield* sleep(100);
    yield* task.halt();
    assertEquals([database.opened - database.closed, primary.active], [0, 0]);
    assertEquals([yield* source(), yield* source()], ["database", "database"]);
    yield* sleep(1000);
    assertEquals([yield* source(), yield* source()], ["database", "cache"]);
  });
});

Deno.test("transaction: it can be ended by its function alone, and not used after its end", () => {
  simulate(function* (clock) {
    const { optimizer } = parts(clock);
    const kept: { executeWithStats(sql: string): unknown }[] = [];
    for (const sql of ["COMMIT", "ROLLBACK", "BEGIN", "SET x = 1"]) {
      const message = yield* messageOf(() =>
        optimizer.transaction((transaction) => {
          kept.push(transaction);
          return transaction.executeWithStats(sql);
        })
      );
      assertEquals(
        message,
        `Cannot execute in a transaction: it must be ended by its function's return or throw: received ${sql}`,
      );
    }
    yield* optimizer.transaction((transaction) => transaction.executeWithStats("SAVEPOINT a"));
    assertThrows(() => kept[0]!.executeWithStats(READ), SessionStatementRefused, "it must be open");
    assertThrows(() => optimizer.executeWithStats("BEGIN"), SessionStatementRefused, "use transaction()");
  });
});

for (
  const [name, error] of [["lost connection", new ConnectionLost("cut")], [
    "time-out",
    new StatementTimeout("late"),
  ]] as const
) {
  Deno.test(`writes: after a ${name} nothing is kept of its tables until the server has surely given up`, () => {
    simulate(function* (clock) {
      let isFailing = true;
      const answer = (sql: string) => {
        if (sql === WRITE && isFailing) throw error;
        return [{ price: 5 }];
      };
      const { optimizer, source } = parts(clock, { answer }, { statementTimeoutMs: 1000 });
      yield* source();
      yield* messageOf(() => optimizer.executeWithStats(WRITE));
      isFailing = false;
      const { stats } = yield* optimizer.executeWithStats(READ, [1]);
      assertEquals([stats.source, stats.why], ["database", "a write to its tables has an unknown outcome"]);
      assertEquals(yield* source(), "database");
      yield* sleep(1000);
      assertEquals([yield* source(), yield* source()], ["database", "cache"]);
    });
  });
}

Deno.test("writes: the server's own no leaves nothing in doubt", () => {
  simulate(function* (clock) {
    const answer = (sql: string) => {
      if (sql === WRITE) throw new RangeError("unique violation");
      return [{ price: 5 }];
    };
    const { optimizer, source } = parts(clock, { answer });
    yield* source();
    yield* messageOf(() => optimizer.executeWithStats(WRITE));
    assertEquals([yield* source(), yield* source()], ["database", "cache"]);
  });
});

Deno.test("writes: tables that follow another are invalidated with it", () => {
  simulate(function* (clock) {
    const { optimizer } = parts(clock, {}, { related: { products: ["cheap_products"] } });
    const view = "SELECT * FROM cheap_products";
    yield* optimizer.executeWithStats(view);
    yield* optimizer.executeWithStats(WRITE);
    assertEquals((yield* optimizer.executeWithStats(view)).stats.source, "database");
  });
});

Deno.test("reads: one that lost its connection is asked again, a write never", () => {
  simulate(function* (clock) {
    let cuts = 1;
    const answer = () => {
      if (cuts-- > 0) throw new ConnectionLost("cut");
      return [{ price: 5 }];
    };
    const database = Object.assign(new FakeDatabase({ answer }), { dialect: "postgresql" as const });
    const probe = new RecordingProbe();
    const primary = new ConnectionPool({ database, clock, probe, maxConnections: 2 });
    const optimizer = new DatabaseOptimizer({ clock, probe, primary });
    assertEquals((yield* optimizer.executeWithStats(READ, [1])).rows, [{ price: 5 }]);
    cuts = 1;
    assertEquals(yield* messageOf(() => optimizer.executeWithStats(WRITE)), "cut");
    assertEquals(database.queries, [READ, READ, WRITE]);
  });
});

Deno.test("reads: who asks after a write was done shares no query that began before it", () => {
  simulate(function* (clock) {
    let price = 5;
    // The server reads when it is asked; its answer may be long on the way.
    const query = function* (sql: string): Flow<SqlResult> {
      const rows = [{ price }];
      if (sql === WRITE) price = 1;
      yield* sleep(sql === WRITE ? 1 : 100);
      return { rows, sizeBytes: 1 };
    };
    const database = { connect: () => immediate({ query, close: () => {} }) };
    const primary = new ConnectionPool({ database, clock, probe: new RecordingProbe(), maxConnections: 3 });
    const { optimizer } = parts(clock, {}, { primary });
    const early = yield* spawn(optimizer.executeWithStats(READ, [1]));
    yield* sleep(10);
    yield* optimizer.executeWithStats(WRITE);
    assertEquals((yield* optimizer.executeWithStats(READ, [1])).rows, [{ price: 1 }]);
    assertEquals((yield* early).rows, [{ price: 5 }]);
    assertEquals((yield* optimizer.executeWithStats(READ, [1])).stats.source, "cache");
  });
});
