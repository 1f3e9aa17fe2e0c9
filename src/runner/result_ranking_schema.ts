import * as valibot from "valibot";

/** A pair of designs by one metric: what the simulation says, and what the live runs say. */
const rankedPair = valibot.object({
  design: valibot.string(),
  against: valibot.string(),
  /** "mean ms", "p95 ms", "hit ratio". */
  metric: valibot.string(),
  /** Difference design - against of the simulated runs' means. */
  predicted: valibot.number(),
  /** Shift design - against of the live runs, and its 95 % interval; null when there are too few. */
  measured: valibot.number(),
  interval: valibot.nullable(valibot.tuple([valibot.number(), valibot.number()])),
  live: valibot.picklist(["better", "worse", "equivalent", "undecided"]),
  /** Whether both have the same sign; null when the live runs do not decide for one of the two. */
  isAlike: valibot.nullable(valibot.boolean()),
});

/** Whether the simulation ranks designs as the live runs do (only in results of `verify` with several designs). */
export const ranking = valibot.object({
  /** Pairs and metrics in all, those that the live runs decide, and those of them that the simulation ranks alike. */
  pairs: valibot.number(),
  decided: valibot.number(),
  alike: valibot.number(),
  /** Share of the decided ones that must be ranked alike, 0..1. */
  required: valibot.number(),
  /** Null when nothing is decided; then `why` says why. */
  pass: valibot.nullable(valibot.boolean()),
  why: valibot.string(),
  rows: valibot.array(rankedPair),
});

export type Ranking = valibot.InferOutput<typeof ranking>;
