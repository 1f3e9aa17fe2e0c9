import { Digest } from "../base/digest.ts";
import { Random } from "../base/random.ts";
import type { Calibration } from "../adapters/sim/calibration.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { RecordedItems, Scenario } from "../workload/scenario.ts";
import type { Schedule } from "../workload/schedule.ts";
import { designResult } from "./design_result.ts";
import type { RunRecord } from "./recorder.ts";
import type { Result } from "./result_schema.ts";

/** What a run of a scenario may be told. */
export interface ScenarioSettings {
  readonly rateRps: number | undefined;
  readonly durationMs: number | undefined;
  readonly recording: RecordedItems | undefined;
}

/** One cell to be computed, by name: small enough to send to a worker, which builds the rest itself. */
export interface Cell {
  readonly design: string;
  readonly seed: number;
}

/** Part of a result document that the run itself decides; the caller adds where and when. */
export type RunPart = Omit<
  Result,
  "schema" | "date" | "command" | "versions" | "machine" | "elapsedMs" | "world" | "interrupted"
>;

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

/** Puts the records of all cells together. */
export function comparisonOf(input: {
  readonly scenarioName: string;
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  readonly designs: readonly { readonly name: string; readonly config: DesignConfig }[];
  readonly seed: number;
  readonly records: ReadonlyMap<string, readonly { readonly seed: number; readonly record: RunRecord }[]>;
  readonly calibration: Calibration;
}): RunPart {
  const { scenario, schedule, records } = input;
  const digest = new Digest();
  const designs = input.designs.map(({ name, config }) => {
    const repeats = records.get(name) ?? [];
    for (const repeat of repeats) digest.addText(repeat.record.digest);
    return designResult(name, config, repeats);
  });
  return {
    seed: input.seed,
    scenario: input.scenarioName,
    workload: {
      description: scenario.description,
      requests: schedule.count,
      durationMs: schedule.durationMs,
      rateRps: schedule.count / (schedule.durationMs / 1000),
      bands: schedule.bands.map((band) => ({ ...band })),
      ...(scenario.trace && { attribution: scenario.trace.attribution }),
    },
    warnings: [...schedule.warnings],
    designs,
    predictions: [],
    models: modelsOf(input.calibration),
    digest: digest.hex(),
  };
}

function modelsOf(calibration: Calibration): Result["models"] {
  return Object.entries(calibration).flatMap(([name, model]) => {
    if (typeof model !== "object" || !("source" in model)) return [];
    const { value, source, kind } = model;
    const text = typeof value === "number" ? String(value) : "text" in value ? value.text : inWords(value);
    return [{ name, value: text, source, kind }];
  });
}

function inWords(value: object): string {
  return Object.entries(value).map(([name, part]) => `${name} ${part}`).join(", ");
}
