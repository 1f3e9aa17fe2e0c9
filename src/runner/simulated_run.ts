import { Random } from "../base/random.ts";
import type { Calibration } from "../adapters/sim/calibration.ts";
import { simulatedPorts } from "../adapters/sim/simulated_ports.ts";
import { SimulatedShards } from "../adapters/sim/simulated_shards.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { buildStack, type Stack } from "../designs/stack.ts";
import type { Clock } from "../flow/clock.ts";
import { immediate, sleep, spawn } from "../flow/instructions.ts";
import type { Flow } from "../flow/operation.ts";
import { simulate } from "../flow/simulated_world.ts";
import type { Schedule } from "../workload/schedule.ts";
import { driveDatabase } from "./database_run.ts";
import { happen } from "./incidents.ts";
import { type Monitoring, monitoringOf } from "./monitoring.ts";
import { Recorder, type RunRecord } from "./recorder.ts";
import { Traffic } from "./traffic.ts";
import { VisitorModel } from "./visitor_model.ts";

/** One cell of a comparison: a design under a schedule with a seed. */
export interface SimulatedRun {
  readonly config: DesignConfig;
  readonly schedule: Schedule;
  readonly seed: number;
  readonly calibration: Calibration;
  /** Width of the time series' windows. */
  readonly windowMs: number;
  /** Told from time to time how many requests were sent. */
  readonly onProgress?: (sent: number) => void;
}

/** How often memory is looked at and alerts are decided. */
const WATCH_MS = 5000;

/** The least that Redis Cluster works with; architecture B draws two. */
const REDIS_MASTERS = 3;

/** Runs a design in simulated time, checks its books, and gives the record. */
export function simulateRun(run: SimulatedRun): RunRecord {
  return simulate((clock) => run.schedule.database === undefined ? drive(run, clock) : driveShards(run, clock));
}

/** The design's database alone. */
function driveShards(run: SimulatedRun, clock: Clock): Flow<RunRecord> {
  const { calibration, config: { database: { shards = 1, replicas } } } = run;
  const servers = new SimulatedShards({ clock, random: new Random(run.seed), calibration, shards, replicas });
  return driveDatabase(run, {
    clock,
    server: (replica, shard) => servers.database(replica, shard),
    killPrimary: (shard) => immediate(servers.killPrimary(shard)),
  });
}

function* drive(run: SimulatedRun, clock: Clock): Flow<RunRecord> {
  const { schedule, calibration, config } = run;
  const random = new Random(run.seed);
  const { products, itemBytes, offline } = schedule;
  const ports = simulatedPorts({
    ...{ clock, random, calibration, products, database: config.database.kind },
    ...(itemBytes && { itemBytes }),
    ...(offline && { offline }),
    ...(config.l2?.kind === "redis-cluster" && { redisMasters: REDIS_MASTERS }),
  });
  const recorder = new Recorder({ clock, windowMs: run.windowMs });
  const monitoring = monitoringOf({ clock, listener: recorder });
  const stack = buildStack(config, { ports, probe: monitoring.probe, monitored: monitoring.tier });
  const visitor = new VisitorModel({
    calibration,
    random,
    hasEdge: config.cdn !== undefined,
    hasClients: config.clients !== undefined,
    probe: monitoring.probe,
  });
  yield* stack.start();
  yield* spawn(watch(stack, monitoring), "the watch");
  for (const incident of schedule.incidents) yield* spawn(happen(incident, stack, ports.faults), "an incident");
  const traffic = new Traffic({
    schedule,
    clock,
    fetch: stack.fetch,
    probe: monitoring.probe,
    onPage: (page) => visitor.sees(page),
    ...(run.onProgress && { onProgress: run.onProgress }),
  });
  yield* traffic.send();
  const record = recorder.finish();
  stack.audit();
  stack.close();
  return record;
}

/** Looks at memory and decides alerts, again and again. */
export function* watch(stack: Stack, monitoring: Monitoring): Flow<never> {
  for (;;) {
    yield* sleep(WATCH_MS);
    monitoring.probe.emit({ kind: "memory", usedRatio: stack.memoryRatio() });
    monitoring.monitor.evaluate();
  }
}
