import type { Calibration } from "../adapters/sim/calibration.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Scenario } from "../workload/scenario.ts";
import { type ScenarioSettings, scheduleOf, windowMsOf } from "./schedules.ts";
import type { RunRecord } from "./recorder.ts";
import { simulateRun } from "./simulated_run.ts";

/** All that one cell of a comparison needs. */
export interface CellInput {
  readonly config: DesignConfig;
  readonly scenario: Scenario;
  readonly settings: ScenarioSettings;
  readonly seed: number;
  readonly calibration: Calibration;
}

/** Simulates one design with one seed. */
export function runCell(input: CellInput, onProgress?: (sent: number) => void): RunRecord {
  const schedule = scheduleOf(input.scenario, input.seed, input.settings);
  return simulateRun({
    config: input.config,
    schedule,
    seed: input.seed,
    calibration: input.calibration,
    windowMs: windowMsOf(schedule.durationMs),
    ...(onProgress && { onProgress }),
  });
}
