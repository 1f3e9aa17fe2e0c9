import * as valibot from "valibot";

/** One metric of a design against the same metric of another, run by run under the same seeds. */
const comparisonRow = valibot.object({
  /** "mean ms", "p95 ms", "hit ratio". */
  metric: valibot.string(),
  unit: valibot.picklist(["ms", "ratio"]),
  better: valibot.picklist(["lower", "higher"]),
  /** Mean over the runs, of this design and of the other. */
  ours: valibot.number(),
  theirs: valibot.number(),
  /** Mean of ours - theirs over the paired runs; of independent ones Hodges and Lehmann's shift. */
  difference: valibot.number(),
  /** 95 %; null when there are too few runs to carry one. */
  interval: valibot.nullable(valibot.tuple([valibot.number(), valibot.number()])),
  /** A difference smaller than this does not matter. */
  margin: valibot.number(),
  /** Of no difference, after Holm's correction over the rows; null as above. */
  pValue: valibot.nullable(valibot.number()),
  verdict: valibot.picklist(["better", "worse", "equivalent", "undecided"]),
  /** Why the verdict is what it is. */
  why: valibot.string(),
});

/** A design against another one: simulated against the first, live each pair. */
export const comparison = valibot.object({
  design: valibot.string(),
  against: valibot.string(),
  /** Pairs of runs; of independent ones, runs on the smaller side. */
  runs: valibot.number(),
  /** How they were judged. @default "paired" (documents of older versions do not say) */
  test: valibot.optional(valibot.picklist(["paired", "mann-whitney"])),
  rows: valibot.array(comparisonRow),
});

export type Comparison = valibot.InferOutput<typeof comparison>;
export type ComparisonRow = valibot.InferOutput<typeof comparisonRow>;
