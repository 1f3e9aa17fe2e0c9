import { independentVerdicts } from "../statistics/independent_verdict.ts";
import { measuresOf, metricOf, rowOf } from "./measures.ts";
import type { Comparison } from "./result_comparison_schema.ts";
import type { DesignResult } from "./result_schema.ts";

/**
 * Each pair of designs by their live runs, which nothing pairs: even with the same requests each run met another machine. The later
 * design of a pair is judged against the earlier one. Fewer than five runs a side decide nothing.
 */
export function liveComparisons(designs: readonly DesignResult[]): Comparison[] {
  return designs.flatMap((against, index) => designs.slice(index + 1).map((design) => liveComparison(design, against)));
}

/** One design's runs against another's, or against its own of another day. */
export function liveComparison(design: DesignResult, against: DesignResult): Comparison {
  const measures = measuresOf([...design.repeats, ...against.repeats]);
  const family = measures.map((measure) => metricOf(measure, design.repeats, against.repeats));
  const verdicts = independentVerdicts(family);
  return {
    design: design.name,
    against: against.name,
    runs: Math.min(design.repeats.length, against.repeats.length),
    test: "mann-whitney",
    rows: measures.map((measure, index) => rowOf(measure, family[index]!, verdicts[index]!)),
  };
}
