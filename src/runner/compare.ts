import { Digest } from "../base/digest.ts";
import type { Calibration } from "../adapters/sim/calibration.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Scenario } from "../workload/scenario.ts";
import type { Schedule } from "../workload/schedule.ts";
import { idleFaults } from "./incidents.ts";
import { designComparisons } from "./design_comparisons.ts";
import { designResult } from "./design_result.ts";
import type { RunRecord } from "./recorder.ts";
import type { Result } from "./result_schema.ts";

/** Part of a result document that the run itself decides; the caller adds where and when. */
export type RunPart = Omit<
  Result,
  "schema" | "date" | "command" | "versions" | "machine" | "elapsedMs" | "world" | "interrupted"
>;

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
    warnings: [
      ...schedule.warnings,
      ...input.designs.flatMap(({ name, config }) => idleFaults(schedule.incidents, name, config)),
    ],
    designs,
    comparisons: designComparisons(designs, input.seed),
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
