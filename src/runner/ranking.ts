import { LEAST_A_SIDE } from "../statistics/mann_whitney.ts";
import { measuresOf, metricOf } from "./measures.ts";
import type { Comparison } from "./result_comparison_schema.ts";
import type { Ranking } from "./result_ranking_schema.ts";
import type { DesignResult } from "./result_schema.ts";

type RankedPair = Ranking["rows"][number];

/** Rankings must be right in at least so many of the decided pairs. */
const REQUIRED = 0.95;

/**
 * Holds the simulation's order of designs to the live one, for each pair and each metric. Only a pair that the live runs themselves
 * decide counts: two designs that are equivalent, or whose runs say nothing yet, have no order to predict.
 *
 * @param simulated The same designs as in the comparisons.
 * @param live What the live runs allow to say (`liveComparisons`).
 */
export function rankingOf(simulated: readonly DesignResult[], live: readonly Comparison[]): Ranking {
  const rows = live.flatMap((comparison) => {
    const [design, against] = [comparison.design, comparison.against].map((name) => named(simulated, name));
    return rankedPairs(comparison, design!, against!);
  });
  const judged = rows.filter(({ isAlike }) => isAlike !== null);
  const alike = judged.filter(({ isAlike }) => isAlike).length;
  const decided = judged.length;
  const runs = Math.min(...live.map((comparison) => comparison.runs));
  const whyNothing = runs < LEAST_A_SIDE
    ? `undecided, ${LEAST_A_SIDE} live runs a design needed: received ${runs}`
    : "undecided: the live runs decide for no design in any metric";
  return {
    pairs: rows.length,
    decided,
    alike,
    required: REQUIRED,
    pass: decided === 0 ? null : alike / decided >= REQUIRED,
    why: decided === 0 ? whyNothing : `${alike} of ${decided} decided pairs are ranked as measured`,
    rows,
  };
}

function rankedPairs(comparison: Comparison, design: DesignResult, against: DesignResult): RankedPair[] {
  const measures = measuresOf([...design.repeats, ...against.repeats]);
  return comparison.rows.flatMap((row) => {
    const measure = measures.find(({ metric }) => metric === row.metric);
    if (measure === undefined) return [];
    const { ours, theirs } = metricOf(measure, design.repeats, against.repeats);
    const predicted = mean(ours) - mean(theirs);
    const isDecided = row.verdict === "better" || row.verdict === "worse";
    return [{
      design: comparison.design,
      against: comparison.against,
      metric: row.metric,
      predicted,
      measured: row.difference,
      interval: row.interval,
      live: row.verdict,
      isAlike: isDecided ? Math.sign(predicted) === Math.sign(row.difference) : null,
    }];
  });
}

function named(designs: readonly DesignResult[], name: string): DesignResult {
  const found = designs.find((design) => design.name === name);
  if (found !== undefined) return found;
  const names = designs.map((design) => design.name).join(", ");
  throw new RangeError(`Cannot rank ${name}: it must have been simulated too: received ${names}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
