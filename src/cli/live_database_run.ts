import { programPath } from "../adapters/live/servers/server_programs.ts";
import { startLiveShards } from "../adapters/live/live_shards.ts";
import { embedded } from "../adapters/sim/calibration.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { Failure } from "../base/errors.ts";
import { formatCount } from "../base/units.ts";
import { outside } from "../flow/instructions.ts";
import { LiveWorld } from "../flow/live_clock.ts";
import { comparisonOf, type RunPart } from "../runner/compare.ts";
import { driveDatabase, refuseWithoutShards } from "../runner/database_run.ts";
import { windowMsOf } from "../runner/schedules.ts";
import type { Schedule } from "../workload/schedule.ts";
import type { CommandContext } from "./command_context.ts";
import type { LiveRunOptions } from "./live_run.ts";
import { USUAL_LOAD } from "./live_load_options.ts";
import { progressOf } from "./progress.ts";

/** Patience with what takes tenths of a second where nothing is starved. */
const POLL_TIMEOUT_MS = 2000;
const WRITER_TIMEOUT_MS = 30_000;

/** Drives a design's database alone on servers that are started for it, with the very code that simulates it. */
export async function liveDatabaseRun(
  options: LiveRunOptions,
  schedule: Schedule,
  { terminal, signal }: CommandContext,
): Promise<{ part: RunPart; interrupted: boolean; database: readonly string[] }> {
  const { name, config, seed, scenario, scenarioName, calibration = embedded } = options;
  refuseMisfits(options, schedule);
  const { shards = 1, replicas } = config.database;
  const { products } = schedule;
  terminal.tell(
    `starting ${shards} primaries with ${replicas} synchronous ${
      replicas === 1 ? "replica" : "replicas"
    } each, loading their tables`,
  );
  const { pooled, warnings } = poolerOf(config, programPath("pgbouncer"));
  for (const warning of warnings) terminal.tell(`tierlab: ${warning}`);
  const servers = await startLiveShards({ shards, replicas, products, users: schedule.database!.users, seed, pooled });
  const world = new LiveWorld({
    onUnhandled: (error) =>
      terminal.tell(`tierlab: in the background: ${error instanceof Error ? error.message : error}`),
  });
  const progress = progressOf(terminal, { title: `live on ${shards} shards`, total: schedule.count });
  try {
    const record = await world.run((clock) =>
      driveDatabase({
        ...{ config, schedule, windowMs: windowMsOf(schedule.durationMs) },
        onProgress: (sent) => progress.update(sent),
        onBegin: (traffic) => {
          if (signal.aborted) traffic.stop();
          signal.addEventListener("abort", () => traffic.stop());
        },
      }, {
        clock,
        server: servers.database,
        pooler: servers.pooler,
        killPrimary: (shard) => outside("a kill -9", () => servers.killPrimary(shard)),
        pollTimeoutMs: POLL_TIMEOUT_MS,
        writerTimeoutMs: WRITER_TIMEOUT_MS,
      })
    );
    const records = new Map([[name, [{ seed, record }]]]);
    const designs = [{ name, config }];
    const part = comparisonOf({ scenarioName, scenario, schedule, designs, seed, records, calibration });
    const rows = Object.entries(servers.rows).map(([table, count]) => `${formatCount(count)} ${table}`).join(", ");
    return {
      part: {
        ...part,
        warnings: [...part.warnings, DATABASE_ALONE, ...warnings],
        models: [],
      },
      interrupted: signal.aborted,
      database: [
        `loaded by COPY: ${rows}`,
        pooled === undefined
          ? "connections went straight to the servers"
          : `connections went through a PgBouncer of ${pooled} sessions before each server`,
      ],
    };
  } finally {
    progress.stop();
    world.close();
    await servers.stop();
  }
}

/**
 * The pooler that a design wants before each server; where PgBouncer is not installed the run goes without and says so.
 *
 * @param program PgBouncer's path; undefined where there is none.
 * @returns The sessions that it keeps to its server; undefined for none.
 */
export function poolerOf(
  { database: { hasPooler = false, connections } }: Pick<DesignConfig, "database">,
  program: string | undefined,
): { pooled: number | undefined; warnings: readonly string[] } {
  if (!hasPooler) return { pooled: undefined, warnings: [] };
  return program === undefined
    ? { pooled: undefined, warnings: [NO_PGBOUNCER] }
    : { pooled: connections, warnings: [] };
}

const DATABASE_ALONE =
  "the database alone, in both worlds: clients, points of presence, balancer, application and Redis of the " +
  "design are left out";
const NO_PGBOUNCER =
  "PgBouncer is not installed (apt-get install --no-install-recommends pgbouncer): connections went " +
  "straight to the servers";

/** What means nothing here would be ignored silently. @throws Failure `bad-option`, `no-shards` */
function refuseMisfits({ name, config, load, faults = [] }: LiveRunOptions, schedule: Schedule): void {
  refuseWithoutShards(schedule, [{ name, config }]);
  if ((load ?? USUAL_LOAD).model.kind === "open" && faults.length === 0) return;
  const received = faults.length === 0 ? "--closed" : "--fault";
  throw new Failure(
    "bad-option",
    `Cannot drive the database alone: the scenario must decide all: received ${received}`,
  );
}
