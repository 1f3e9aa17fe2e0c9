import type { RunRecord } from "./recorder.ts";
import { designResult } from "./design_result.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import type { DesignResult } from "./result_schema.ts";

type WhatIf = NonNullable<DesignResult["whatIf"]>[number];

/** What a design came to without one of its parts, seed by seed. */
export function whatIfOf(
  without: string,
  config: DesignConfig,
  repeats: readonly { readonly seed: number; readonly record: RunRecord }[],
): WhatIf {
  return {
    without,
    runs: repeats.map((repeat) => {
      const result = designResult("variant", config, [repeat]);
      return {
        seed: repeat.seed,
        p50: result.latencyMs.p50,
        p95: result.latencyMs.p95,
        hitRatio: result.hitRatio,
        queriesPerSecond: result.database.queriesPerSecond,
        bytesOut: result.bytesOut,
        errors: result.errors,
      };
    }),
  };
}
