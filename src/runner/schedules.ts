import { Random } from "../base/random.ts";
import type { RecordedItems, Scenario } from "../workload/scenario.ts";
import type { Schedule } from "../workload/schedule.ts";

/** What a run of a scenario may be told. */
export interface ScenarioSettings {
  readonly rateRps: number | undefined;
  readonly durationMs: number | undefined;
  readonly recording: RecordedItems | undefined;
}

/** The seeds of the repeats: the first is the caller's. */
export function seedsOf(seed: number, repeats: number): number[] {
  return Array.from({ length: repeats }, (_, index) => seed + index);
}

/** The requests of one repeat: decided by the scenario and the seed, so every design sees the very same. */
export function scheduleOf(scenario: Scenario, seed: number, settings: ScenarioSettings): Schedule {
  return scenario.build({
    random: new Random(seed).fork("workload"),
    rateRps: settings.rateRps ?? scenario.rateRps,
    durationMs: settings.durationMs ?? scenario.durationMs,
    recording: settings.recording,
  });
}

/** Windows of the time series: about eighty, of whole seconds. */
export function windowMsOf(durationMs: number): number {
  return Math.max(1000, Math.ceil(durationMs / 80 / 1000) * 1000);
}
