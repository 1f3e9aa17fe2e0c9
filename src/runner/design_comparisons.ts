import { Random } from "../base/random.ts";
import { pairedVerdicts } from "../statistics/verdict.ts";
import { measuresOf, metricOf, rowOf } from "./measures.ts";
import type { Comparison } from "./result_comparison_schema.ts";
import type { DesignResult } from "./result_schema.ts";

/** Every design against the first, on the seeds that both have. */
export function designComparisons(designs: readonly DesignResult[], seed: number): Comparison[] {
  const [first, ...others] = designs;
  if (first === undefined) return [];
  return others.map((design) => compared(design, first, new Random(seed).fork(`comparison of ${design.name}`)));
}

function compared(design: DesignResult, against: DesignResult, random: Random): Comparison {
  const pairs = design.repeats.flatMap((ours) => {
    const theirs = against.repeats.find(({ seed }) => seed === ours.seed);
    return theirs === undefined ? [] : [{ ours, theirs }];
  });
  const [ours, theirs] = [pairs.map((pair) => pair.ours), pairs.map((pair) => pair.theirs)];
  const measures = measuresOf([...ours, ...theirs]);
  const family = measures.map((measure) => metricOf(measure, ours, theirs));
  const verdicts = pairedVerdicts(family, random);
  return {
    design: design.name,
    against: against.name,
    runs: pairs.length,
    rows: measures.map((measure, index) => rowOf(measure, family[index]!, verdicts[index]!)),
  };
}
