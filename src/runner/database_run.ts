import { Failure } from "../base/errors.ts";
import { type DatabasePart, databasePart, type DatabaseWorld } from "../designs/database_part.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { sleep, spawn } from "../flow/instructions.ts";
import type { Flow, Operation } from "../flow/operation.ts";
import { FIRST_PLACED_ORDER, ORDER_SQL } from "../market/order_sql.ts";
import type { Probe } from "../ports/probe.ts";
import type { Schedule } from "../workload/schedule.ts";
import { DatabaseTraffic } from "./database_traffic.ts";
import { FailoverBooks } from "./failover_books.ts";
import { Recorder, type RunRecord } from "./recorder.ts";

/** A design's database under a schedule of statements. */
export interface DatabaseRun {
  readonly config: DesignConfig;
  readonly schedule: Schedule;
  /** Width of the time series' windows. */
  readonly windowMs: number;
  readonly onProgress?: (sent: number) => void;
  /** Told when the load begins, with what ends it early. */
  readonly onBegin?: (traffic: { stop(): void }) => void;
}

/** The servers that it runs on. */
export interface DatabaseRunWorld extends Omit<DatabaseWorld, "probe" | "onPromoted"> {
  /** Ends a shard's first primary as kill -9 does. */
  readonly killPrimary: (shard: number) => Operation<void>;
}

/** Sends the statements, lets the primary die, and reads every acknowledged write back. The same code drives both worlds. */
export function* driveDatabase(run: DatabaseRun, { killPrimary, ...servers }: DatabaseRunWorld): Flow<RunRecord> {
  const { config, schedule } = run;
  const { clock } = servers;
  const kills = schedule.incidents.flatMap((incident) => incident.kind === "shard-primary-killed" ? [incident] : []);
  const books = new FailoverBooks(kills[0]?.shard ?? 0);
  let recorder: Recorder | undefined;
  const probe: Probe = { emit: (event) => recorder?.emit(event) };
  const onPromoted = (shard: number) => books.promoted(shard, clock.nowMs());
  const part = databasePart(config, { ...servers, probe, onPromoted });
  try {
    yield* part.start();
    const [startedMs, opened] = [clock.nowMs(), part.opened()];
    recorder = new Recorder({
      clock: { nowMs: () => clock.nowMs() - startedMs, epochMs: clock.epochMs + startedMs },
      windowMs: run.windowMs,
    });
    for (const { atMs, shard } of kills) {
      const kill = function* (): Flow<void> {
        yield* sleep(atMs);
        books.killed(clock.nowMs());
        yield* killPrimary(shard);
      };
      yield* spawn(kill(), "the death of a primary");
    }
    const shards = part.shards.length;
    const traffic = new DatabaseTraffic({
      schedule,
      clock,
      database: part.database,
      shards,
      probe,
      books,
      onProgress: run.onProgress,
    });
    run.onBegin?.(traffic);
    yield* traffic.send();
    const record = recorder.finish();
    recorder = undefined;
    const found = yield* placedOrders(part);
    part.database.audit();
    return { ...record, failover: books.finish(found, part.opened() - opened) };
  } finally {
    part.database.close();
  }
}

/** Every order that was placed, as the primaries have them: in a transaction no replica is asked. */
function* placedOrders({ shards }: DatabasePart): Flow<Set<number>> {
  const found = new Set<number>();
  for (const shard of shards) {
    const { rows } = yield* shard.transaction((transaction) =>
      transaction.executeWithStats(ORDER_SQL.placed, [FIRST_PLACED_ORDER])
    );
    for (const { id } of rows) found.add(Number(id));
  }
  return found;
}

/**
 * A schedule for the database alone needs shards of which one can lose its primary.
 *
 * @throws Failure `no-shards`
 */
export function refuseWithoutShards(
  schedule: Schedule,
  designs: readonly { readonly name: string; readonly config: DesignConfig }[],
): void {
  if (schedule.database === undefined) return;
  for (const { name, config: { database: { kind, replicas, shards = 1 } } } of designs) {
    const isFit = kind === "postgresql" && replicas > 0 &&
      schedule.incidents.every((incident) => incident.kind !== "shard-primary-killed" || incident.shard < shards);
    if (isFit) continue;
    throw new Failure(
      "no-shards",
      `Cannot run the scenario: the design must have PostgreSQL shards with replicas, as b-marketplace: received ${name}`,
    );
  }
}

/**
 * For what sends requests over HTTP only.
 *
 * @throws Failure `database-alone`
 */
export function refuseDatabaseAlone(schedule: Schedule): void {
  if (schedule.database === undefined) return;
  throw new Failure(
    "database-alone",
    "Cannot send the scenario over HTTP: it must ask an application (live DESIGN and compare know this one): " +
      "received statements for the database alone",
  );
}
