import type { LoadRecord } from "../adapters/live/load/load_record.ts";
import { keepsBudget } from "../monitor/budgets/budget.ts";
import type { Band } from "../workload/schedule.ts";
import type { RunPart } from "./compare.ts";
import { designResult } from "./design_result.ts";
import { outsideRecord } from "./front_record.ts";
import { loadResult, loadWarnings } from "./load_result.ts";
import type { DesignResult } from "./result_schema.ts";

/** A load on a server that is not ours. */
export interface TargetRun {
  readonly url: string;
  readonly scenario: string;
  readonly description: string;
  readonly seed: number;
  readonly model: string;
  /** What was intended. */
  readonly requests: number;
  readonly durationMs: number;
  readonly bands: readonly Band[];
  readonly warnings: readonly string[];
  readonly load: LoadRecord;
}

/** Its part of the result document: everything that can be seen from outside. */
export function targetPart(run: TargetRun): RunPart {
  const { load, url, seed } = run;
  const record = outsideRecord(load);
  // A design result wants a design; of this one nothing is known, and its parts are not shown.
  const config = { ...NOTHING_KNOWN, description: `a server that is not ours, at ${url}` };
  const name = url.replace(/^\w+:\/\//, "").replace(/\/$/, "");
  const design = designResult(name, config, [{ seed, record }]);
  const hits = Object.values(load.byTier).reduce((sum, tier) => tier.isHit ? sum + tier.latency.count : sum, 0);
  const hitRatio = load.replies === 0 ? 0 : hits / load.replies;
  return {
    seed,
    scenario: run.scenario,
    workload: {
      description: run.description,
      requests: run.requests,
      durationMs: run.durationMs,
      rateRps: run.durationMs === 0 ? 0 : run.requests / (run.durationMs / 1000),
      bands: run.bands.map((band) => ({ ...band })),
    },
    warnings: [...run.warnings, ...loadWarnings(load)],
    designs: [{
      ...design,
      parts: [{ name: "server", detail: url }],
      hitRatio,
      repeats: design.repeats.map((repeat) => ({ ...repeat, hitRatio })),
      budgets: design.budgets.map((budget) => fromOutside(budget, hits === 0 ? null : hitRatio)),
      load: loadResult(load, run.model),
    }],
    predictions: [],
    models: [],
    digest: record.digest,
  };
}

const NOTHING_KNOWN = {
  stage: 0,
  instances: 1,
  instanceMemoryBytes: 1,
  database: { kind: "postgresql", connections: 1, replicas: 0 },
  validators: false,
} as const;

/** From outside, nobody sees memory; hits are seen only where the server tells of some. */
function fromOutside(
  budget: DesignResult["budgets"][number],
  hitRatio: number | null,
): DesignResult["budgets"][number] {
  if (budget.id !== "memory" && budget.id !== "cache-hit-ratio") return budget;
  const value = budget.id === "memory" ? null : hitRatio;
  const pass = value === null ? null : keepsBudget(budget, value);
  return { ...budget, value, pass, spread: value === null ? null : [value, value] };
}
