import { assert, assertAlmostEquals } from "@std/assert";
import postgres from "postgres";
import { PostgresDatabase } from "../../src/adapters/live/postgres_database.ts";
import { seedPostgres } from "../../src/adapters/live/postgres_shop.ts";
import { embedded } from "../../src/adapters/sim/calibration.ts";
import { constant } from "../../src/adapters/sim/distribution.ts";
import { simulatedPorts } from "../../src/adapters/sim/simulated_ports.ts";
import { Random } from "../../src/base/random.ts";
import { ConnectionPool } from "../../src/database/connection_pool.ts";
import { DatabaseOptimizer } from "../../src/database/optimizer.ts";
import { all } from "../../src/flow/all.ts";
import type { Clock } from "../../src/flow/clock.ts";
import type { Flow } from "../../src/flow/operation.ts";
import { simulate } from "../../src/flow/simulated_world.ts";
import { SHOP_SQL } from "../../src/market/shop_sql.ts";
import type { SqlDatabase } from "../../src/ports/sql_database.ts";
import { live } from "../support/live_worlds.ts";
import { RecordingProbe } from "../support/recording_probe.ts";
import { postgresControl, serverTest, startPostgres } from "../support/servers.ts";

const PRODUCTS = 40;
const WRITERS = 8;
const WRITES_EACH = 5;
/** A trigger holds each write's row so long: more than a busy machine adds. */
const HELD_MS = 25;

const HOLD_THE_ROW = `
  CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(${
  HELD_MS / 1000
}); RETURN NEW; END $$;
  CREATE TRIGGER hold BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION hold()`;

/** @returns the median time of a write, ms, when each writer writes again and again: one stall of the machine does not move it. */
function* writeMs(
  world: { clock: Clock; database: SqlDatabase },
  { writers, rowOf }: { writers: number; rowOf: (writer: number) => number },
): Flow<number> {
  const { clock, database } = world;
  const probe = new RecordingProbe();
  const primary = new ConnectionPool({ database, clock, probe, maxConnections: writers });
  const optimizer = new DatabaseOptimizer({ clock, probe, primary });
  yield* optimizer.open();
  const durationsMs: number[] = [];
  yield* all(Array.from({ length: writers }, (_, writer) =>
    (function* (): Flow<void> {
      for (let turn = 0; turn < WRITES_EACH; turn++) {
        const startedMs = clock.nowMs();
        yield* optimizer.executeWithStats(SHOP_SQL.updatePrice, [rowOf(writer), 100 + turn]);
        durationsMs.push(clock.nowMs() - startedMs);
      }
    })()));
  optimizer.close();
  return durationsMs.sort((one, other) => one - other)[durationsMs.length >> 1]!;
}

const ONE_ROW = { writers: WRITERS, rowOf: () => 7 };
const OWN_ROWS = { writers: WRITERS, rowOf: (writer: number) => writer };

function simulated(soloMs: number, load: typeof OWN_ROWS): number {
  return simulate((clock) => {
    const queryUpdatePrice = { value: constant(soloMs), source: "measured by the test", kind: "measured" } as const;
    const calibration = { ...embedded, queryUpdatePrice };
    const ports = simulatedPorts({ clock, random: new Random(1), calibration, products: PRODUCTS });
    return writeMs({ clock, database: ports.database(0) }, load);
  });
}

Deno.test("lock waits, simulated: writers of one row queue, writers of a row each do not", () => {
  assertAlmostEquals(simulated(10, OWN_ROWS), 10, 1e-6);
  // The first round fills the queue: 10, 20, … 80 ms; from then on each waits for the seven others.
  assertAlmostEquals(simulated(10, ONE_ROW), WRITERS * 10, 1e-6);
});

serverTest(
  "lock waits: PostgreSQL's writers of one row wait as the simulated ones do",
  { postgresql: postgresControl },
  async () => {
    const server = await startPostgres();
    try {
      await seedPostgres(server.url, PRODUCTS);
      const admin = postgres(server.url, { max: 1, onnotice: () => {} });
      await admin.unsafe(HOLD_THE_ROW);
      await admin.end({ timeout: 1 });
      const database = new PostgresDatabase(server.url);
      const measured = (load: typeof OWN_ROWS) => live((clock) => writeMs({ clock, database }, load));
      // A machine that is starved in one part of it and not in the other says nothing: then once more.
      for (let attempt = 1;; attempt++) {
        const soloMs = await measured({ writers: 1, rowOf: () => 7 });
        const [liveMs, ownMs] = [await measured(ONE_ROW), await measured(OWN_ROWS)];
        const simulatedMs = simulated(soloMs, ONE_ROW);
        const figures =
          `one writer ${soloMs.toFixed(1)} ms; ${WRITERS} of one row ${liveMs.toFixed(1)} ms, simulated ` +
          `${simulatedMs.toFixed(1)} ms; ${WRITERS} of a row each ${ownMs.toFixed(1)} ms`;
        console.log(`    ${figures}`);
        assert(soloMs >= HELD_MS, figures);
        // Without locks the simulation would say of one row what it says of a row each.
        if (Math.abs(simulatedMs / liveMs - 1) < 0.3 && ownMs < liveMs / 2) break;
        assert(attempt < 5, figures);
      }
    } finally {
      await server.stop();
    }
  },
);
