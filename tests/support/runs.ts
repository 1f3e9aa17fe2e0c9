import { documented } from "../../src/adapters/sim/calibration.ts";
import type { DesignConfig } from "../../src/designs/design_config.ts";
import type { RunRecord } from "../../src/runner/recorder.ts";
import { scheduleOf, windowMsOf } from "../../src/runner/schedules.ts";
import { simulateRun } from "../../src/runner/simulated_run.ts";
import type { Scenario } from "../../src/workload/scenario.ts";
import type { Incident, Schedule } from "../../src/workload/schedule.ts";

/** A scenario's requests, short enough for a test. */
export function shortSchedule(
  scenario: Scenario,
  options: { seed?: number; rateRps?: number; durationMs?: number; incidents?: readonly Incident[] } = {},
): Schedule {
  const { seed = 1, rateRps = 100, durationMs = 20_000, incidents } = options;
  const schedule = scheduleOf(scenario, seed, { rateRps, durationMs, recording: undefined });
  return incidents === undefined ? schedule : { ...schedule, incidents };
}

/** Simulates a design on a schedule. */
export function runOf(config: DesignConfig, schedule: Schedule, seed = 1): RunRecord {
  return simulateRun({ config, schedule, seed, calibration: documented, windowMs: windowMsOf(schedule.durationMs) });
}
