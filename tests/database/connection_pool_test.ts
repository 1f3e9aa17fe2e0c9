import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/property.ts";
import { Random } from "../../src/base/random.ts";
import { ConnectionPool, type ConnectionPoolOptions, PoolExhausted } from "../../src/database/connection_pool.ts";
import { rethrowHalt } from "../../src/flow/halt.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { immediate, sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import type { Task } from "../../src/flow/task.ts";
import { ConnectionLost } from "../../src/database/session_errors.ts";
import type { SqlDatabase } from "../../src/ports/sql_database.ts";
import { FakeDatabase } from "../support/fake_database.ts";
import { RecordingProbe } from "../support/recording_probe.ts";

function poolOf(clock: Clock, database: FakeDatabase, options: Partial<ConnectionPoolOptions> = {}): ConnectionPool {
  return new ConnectionPool({ database, clock, probe: new RecordingProbe(), maxConnections: 2, ...options });
}

const ask = (pool: ConnectionPool) =>
  pool.withConnection(({ connection }) => connection.query("SELECT 1", []) as Flow<unknown>);

Deno.test("pool: who waits is served in the order of coming, also with later comers while a connection is free", () => {
  const served: number[] = [];
  simulate(function* (clock) {
    const pool = poolOf(clock, new FakeDatabase({ latencyMs: 7 }), { maxConnections: 3 });
    yield* all(Array.from({ length: 30 }, (_, index) =>
      (function* (): Flow<void> {
        yield* sleep(index * 2);
        yield* ask(pool);
        served.push(index);
      })()));
    pool.audit();
  });
  assertEquals(served, Array.from({ length: 30 }, (_, index) => index));
});

Deno.test("pool: connections are opened when needed, used again, never shared, and closed in the end", () => {
  const database = new FakeDatabase();
  const probe = new RecordingProbe();
  simulate(function* (clock) {
    const pool = poolOf(clock, database, { probe });
    yield* ask(pool);
    yield* ask(pool);
    assertEquals(database.opened, 1);
    yield* all(Array.from({ length: 9 }, () => ask(pool)));
    pool.close();
  });
  assertEquals([database.opened, database.closed, database.mostBusy], [2, 2, 2]);
  assert(probe.of("pool").every((event) => event.active <= event.size && event.size === 2));
  assertEquals(Math.max(...probe.of("pool").map((event) => event.waiting)), 7);
});

Deno.test("pool: a connection that comes back after the close is closed", () => {
  const database = new FakeDatabase();
  simulate(function* (clock) {
    const pool = poolOf(clock, database);
    const late = yield* spawn(ask(pool));
    yield* sleep(1);
    pool.close();
    yield* late;
  });
  assertEquals([database.opened, database.closed], [1, 1]);
});

Deno.test("pool: who finds none in time is told how many are busy and waiting, and leaves the line", () => {
  const message = "Cannot get a database connection: one must become free within 50 ms: received 2 busy and 1 waiting";
  simulate(function* (clock) {
    const pool = poolOf(clock, new FakeDatabase({ latencyMs: 200 }), { acquireTimeoutMs: 50 });
    const busy = [yield* spawn(ask(pool)), yield* spawn(ask(pool))];
    const failures: [number, unknown][] = [];
    const late = function* (): Flow<void> {
      try {
        yield* ask(pool);
      } catch (error) {
        rethrowHalt(error);
        failures.push([clock.nowMs(), error]);
      }
    };
    const waiting = [yield* spawn(late())];
    yield* sleep(10);
    waiting.push(yield* spawn(late()));
    for (const task of [...busy, ...waiting]) yield* task;
    assertEquals(failures.map(([atMs]) => atMs), [50, 60]);
    assertThrows(
      () => {
        throw failures[0]![1];
      },
      PoolExhausted,
      message,
    );
    assertEquals([pool.active, pool.waiting], [0, 0]);
  });
});

Deno.test("pool: after a failed query or a failed connect the place is free again and the session gone", () => {
  let isDown = true;
  const database = new FakeDatabase({
    answer: () => {
      throw new RangeError("no such table");
    },
    *connect() {
      yield* sleep(1);
      if (isDown) throw new RangeError("refused");
    },
  });
  simulate(function* (clock) {
    const pool = poolOf(clock, database, { maxConnections: 1 });
    const outcome = function* (): Flow<unknown> {
      try {
        return yield* ask(pool);
      } catch (error) {
        rethrowHalt(error);
        return (error as Error).message;
      }
    };
    assertEquals(yield* outcome(), "refused");
    isDown = false;
    assertEquals(yield* outcome(), "no such table");
    assertEquals([database.opened, database.closed, pool.active], [1, 1, 0]);
  });
});

Deno.test("pool: no connection is lost or doubled in 10,000 random cancellations, with failures and time-outs", () => {
  let cancelled = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, maxConnections) => {
      const random = new Random(seed);
      const database = new FakeDatabase({
        answer: () => {
          if (random.chance(0.15)) throw new RangeError("failed query");
          return [];
        },
        *connect() {
          yield* random.chance(0.5) ? sleep(random.below(8)) : immediate(undefined);
          if (random.chance(0.1)) throw new RangeError("failed connect");
        },
      });
      simulate(function* (clock) {
        const pool = poolOf(clock, database, { maxConnections, acquireTimeoutMs: 25 });
        const tasks: Task<void>[] = [];
        const caller = function* (): Flow<void> {
          try {
            yield* pool.withConnection(function* ({ connection }) {
              yield* connection.query("SELECT 1", []);
              if (random.chance(0.3)) yield* sleep(random.below(10));
            });
          } catch (error) {
            rethrowHalt(error);
            assert(error instanceof PoolExhausted || (error as Error).message.startsWith("failed"), String(error));
          }
        };
        for (let step = 0; step < 250; step++) {
          if (random.chance(0.6)) tasks.push(yield* spawn(caller()));
          if (random.chance(0.5)) yield* sleep(random.below(6));
          if (random.chance(0.4)) {
            // Anywhere on its way: in line, opening a session, in the middle of a query, giving it back.
            const recent = tasks.slice(-8).filter((task) => !task.isOver);
            if (recent.length > 0) {
              yield* recent[random.below(recent.length)]!.halt();
              cancelled++;
            }
          }
          pool.audit();
          assert(database.opened - database.closed <= maxConnections);
          assert(database.mostBusy <= maxConnections);
        }
        yield* sleep(1000);
        assertEquals([pool.active, pool.waiting, database.busy], [0, 0, 0]);
        pool.close();
        assertEquals(database.closed, database.opened);
      });
    }),
    { numRuns: 120 },
  );
  assert(cancelled >= 10_000, `${cancelled} cancellations`);
});

Deno.test("pool: a session that is known to be broken is lent to nobody, and one that was cut takes the idle ones with it", () => {
  let isCut = false;
  const made: { isBroken: boolean; isClosed: boolean }[] = [];
  const database: SqlDatabase = {
    connect: () => {
      const connection = {
        isBroken: false,
        isClosed: false,
        *query() {
          yield* sleep(1);
          if (isCut) throw new ConnectionLost("cut");
          return { rows: [], sizeBytes: 0 };
        },
        close: () => void (connection.isClosed = true),
      };
      made.push(connection);
      return immediate(connection);
    },
  };
  simulate(function* (clock) {
    const pool = new ConnectionPool({ database, clock, probe: new RecordingProbe(), maxConnections: 3 });
    yield* pool.open();
    assertEquals(made.length, 3);
    made[2]!.isBroken = true;
    yield* ask(pool);
    assertEquals(made.map(({ isClosed }) => isClosed), [false, false, true]);
    isCut = true;
    let lost = "";
    try {
      yield* ask(pool);
    } catch (error) {
      rethrowHalt(error);
      lost = (error as Error).message;
    }
    assertEquals([lost, made.map(({ isClosed }) => isClosed)], ["cut", [true, true, true]]);
    assertEquals([pool.active, pool.stats().lent], [0, 2]);
  });
});

Deno.test("pool: its books say what it did", () => {
  simulate(function* (clock) {
    const pool = poolOf(clock, new FakeDatabase({ latencyMs: 10 }), { acquireTimeoutMs: 15 });
    const asked = Array.from({ length: 6 }, () =>
      (function* (): Flow<void> {
        try {
          yield* ask(pool);
        } catch (error) {
          rethrowHalt(error);
          assert(error instanceof PoolExhausted);
        }
      })());
    yield* all(asked);
    assertEquals(pool.stats(), {
      ...{ size: 2, active: 0, waiting: 0, lent: 4, waited: 4, refused: 2 },
      ...{ opened: 2, mostActive: 2, mostWaiting: 4, longestWaitMs: 15 },
    });
  });
});
