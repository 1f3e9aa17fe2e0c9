import { Digest } from "../base/digest.ts";
import type { Calibration } from "../adapters/sim/calibration.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { Scenario } from "../workload/scenario.ts";
import { MARKETPLACE_ACTIONS } from "../workload/action_kinds.ts";
import { ACTIONS, type Schedule } from "../workload/schedule.ts";
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
      ...unansweredBy(input.designs, schedule),
    ],
    designs,
    comparisons: designComparisons(designs, input.seed),
    predictions: [],
    models: [
      ...modelsOf(input.calibration),
      ...input.designs.some(({ config }) => config.clients) ? modelsOf(input.calibration.clients) : [],
    ],
    digest: digest.hex(),
  };
}

/** An application that does not know an action answers 404 to it, fast: its figures must not be compared unwarned. */
function unansweredBy(
  designs: readonly { readonly name: string; readonly config: DesignConfig }[],
  schedule: Schedule,
): string[] {
  const count = schedule.action.reduce((sum, action) => sum + (MARKETPLACE_ACTIONS.has(ACTIONS[action]!) ? 1 : 0), 0);
  const shops = designs.filter(({ config }) => config.application !== "marketplace").map(({ name }) => name);
  if (count === 0 || shops.length === 0) return [];
  return [`${shops.join(", ")}: no GraphQL, cart and stock, 404 to ${count} of ${schedule.count} requests`];
}

function modelsOf(calibration: Calibration | Calibration["clients"]): Result["models"] {
  return Object.entries(calibration).flatMap(([name, model]) => {
    if (typeof model !== "object" || !("source" in model)) return [];
    const { value, source, kind } = model;
    const text = typeof value === "number" ? String(value) : "text" in value ? String(value.text) : inWords(value);
    return [{ name, value: text, source, kind }];
  });
}

function inWords(value: object): string {
  return Object.entries(value)
    .map(([name, part]) => `${name} ${typeof part === "object" && part !== null ? `(${inWords(part)})` : part}`)
    .join(", ");
}
