import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { SqliteDatabase } from "../../src/adapters/live/sqlite_database.ts";
import { openSqlite, seedSqlite } from "../../src/adapters/live/sqlite_file.ts";
import { embedded } from "../../src/adapters/sim/calibration.ts";
import { constant } from "../../src/adapters/sim/distribution.ts";
import { simulatedPorts } from "../../src/adapters/sim/simulated_ports.ts";
import { DatabaseLocked, WriterLock } from "../../src/adapters/sim/writer_lock.ts";
import { Random } from "../../src/base/random.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import { sleep, spawn } from "../../src/flow/instructions.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import type { SqlDatabase } from "../../src/ports/sql_database.ts";
import { live } from "../support/live_worlds.ts";

const PRODUCTS = 40;
const WRITERS = 8;
const WRITES_EACH = 60;
/** Each simulated writer rests so long on average between two writes. */
const REST_MS = 30;
/** Another holds the lock so long: between two of the looks that SQLite takes, at 178 and 228 ms. */
const HELD_MS = 200;
/** The writers come so long after each other. */
const APART_MS = 9;
/** Had they queued, they would have been done 28 ms sooner on average. */
const MOST_OFF_MS = 14;

/** Writers of a row each. @returns what a write takes on average, ms */
function* meanWriteMs({ clock, database }: { clock: Clock; database: SqlDatabase }): Flow<number> {
  let totalMs = 0;
  yield* all(Array.from({ length: WRITERS }, (_, row) =>
    (function* (): Flow<void> {
      const random = new Random(row).fork("rests");
      const session = yield* database.connect();
      for (let turn = 0; turn < WRITES_EACH; turn++) {
        yield* sleep(2 * REST_MS * random.unit());
        const startedMs = clock.nowMs();
        yield* session.query(SHOP_SQL.updatePrice, [row, turn]);
        totalMs += clock.nowMs() - startedMs;
      }
      session.close();
    })()));
  return totalMs / (WRITERS * WRITES_EACH);
}

function simulated(own: { writeMs: number; readMs: number }, database: "sqlite" | "postgresql"): number {
  return simulate((clock) => {
    const measured = (ms: number) => ({ value: constant(ms), source: "the test", kind: "measured" }) as const;
    const calibration = {
      ...embedded,
      queryUpdatePrice: measured(own.writeMs),
      queryProduct: measured(own.readMs),
    };
    const random = new Random(1);
    const ports = simulatedPorts({ clock, random, calibration, products: PRODUCTS, database });
    return meanWriteMs({ clock, database: ports.database(0) });
  });
}

/** When each writer came, and how long it took, ms from when somebody else had taken the lock. */
interface Waits {
  readonly heldMs: number;
  readonly writers: readonly { readonly cameMs: number; readonly tookMs: number }[];
}

/** Real writers that come while the lock is held by a session of ours. */
function* liveWaits(clock: Clock, path: string): Flow<Waits> {
  const database = new SqliteDatabase(path);
  const sessions = yield* all(Array.from({ length: WRITERS }, () => database.connect()));
  const holder = openSqlite(path);
  try {
    holder.exec("BEGIN IMMEDIATE");
    const startedMs = clock.nowMs();
    let heldMs = 0;
    const release = function* (): Flow<void> {
      yield* sleep(HELD_MS);
      holder.exec("COMMIT");
      heldMs = clock.nowMs() - startedMs;
    };
    yield* spawn(release(), "the end of the hold");
    const writers = yield* all(sessions.map((session, row) =>
      (function* (): Flow<Waits["writers"][number]> {
        yield* sleep(row * APART_MS);
        const cameMs = clock.nowMs() - startedMs;
        yield* session.query(SHOP_SQL.updatePrice, [row, 1]);
        return { cameMs, tookMs: clock.nowMs() - startedMs - cameMs };
      })()
    ));
    return { heldMs, writers };
  } finally {
    holder.close();
    for (const session of sessions) session.close();
  }
}

/** What the model says of the same writers: a write's own time is next to nothing. */
function simulatedWaits({ heldMs, writers }: Waits): number[] {
  return simulate(function* (clock): Flow<number[]> {
    const lock = new WriterLock(clock);
    yield* lock.take(heldMs);
    return yield* all(writers.map(({ cameMs }) =>
      (function* (): Flow<number> {
        yield* sleep(cameMs);
        yield* lock.take(0);
        return clock.nowMs() - cameMs;
      })()
    ));
  });
}

Deno.test("writer lock: who finds it taken looks again as SQLite does, and gives up after 5 s", async () => {
  const lookedMs: number[] = [];
  await simulate(function* (clock): Flow<void> {
    const lock = new WriterLock(clock);
    yield* lock.take(10);
    // Looks at 1, 3, 8 and 18 ms.
    yield* lock.take(10);
    lookedMs.push(clock.nowMs());
    yield* sleep(10);
    yield* lock.take(1);
    lookedMs.push(clock.nowMs());
  });
  assertEquals(lookedMs, [18, 28]);
  await assertRejects(
    () =>
      Promise.resolve().then(() =>
        simulate(function* (clock): Flow<void> {
          const lock = new WriterLock(clock);
          yield* lock.take(5001);
          yield* lock.take(1);
        })
      ),
    DatabaseLocked,
    "5000 ms",
  );
});

Deno.test("writer lock, simulated: writers of a row each wait for each other in SQLite, in PostgreSQL they do not", () => {
  const own = { writeMs: 10.2, readMs: 0.2 };
  assertAlmostEquals(simulated(own, "postgresql"), own.writeMs, 1e-6);
  assert(simulated(own, "sqlite") > own.writeMs * 1.5);
});

Deno.test("writer lock: SQLite's writers wait as the simulated ones do", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tierlab-sqlite-" });
  try {
    const path = `${folder}/shop.db`;
    seedSqlite(path, PRODUCTS);
    // A machine that is starved for some milliseconds says nothing: then once more.
    for (let attempt = 1;; attempt++) {
      const found = await live((clock) => liveWaits(clock, path));
      const predicted = simulatedWaits(found);
      const offMs = mean(found.writers.map(({ tookMs }, row) => Math.abs(tookMs - predicted[row]!)));
      const afterReleaseMs = mean(found.writers.map(({ cameMs, tookMs }) => cameMs + tookMs - found.heldMs));
      const figures = `live ${found.writers.map(({ tookMs }) => tookMs.toFixed(0)).join(" ")} ms, ` +
        `simulated ${predicted.map((ms) => ms.toFixed(0)).join(" ")}`;
      console.log(`    ${figures}`);
      if (offMs < MOST_OFF_MS && afterReleaseMs > MOST_OFF_MS) break;
      assert(attempt < 10, figures);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
